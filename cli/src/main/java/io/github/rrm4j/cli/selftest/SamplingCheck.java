package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Weights;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the tokens that are drawn in fp32 are those that the CPU draws with the same keys. On the
 * CPU, each prompt alone is compared with all of them together.
 */
final class SamplingCheck implements Check {

  /** Where rounding flips a draw, a sample goes another way from there on; so many of all may. */
  private static final double MAY_DIFFER = 1.0 / 32;

  private static final int PROMPTS = 12;
  private static final int SAMPLES = 2;
  private static final int NEW_TOKENS = 24;

  @Override
  public String name() {
    return "sampling";
  }

  private static Map<String, Sampling> ways() {
    Sampling plain = new Sampling(1, NEW_TOKENS);
    Map<String, Sampling> ways = new LinkedHashMap<>();
    ways.put("temperature_1", plain);
    ways.put("greedy", plain.greedy());
    ways.put("top_k_top_p_min_p", plain.among(new Candidates(40, 0.9, 0.01)));
    ways.put("thinking_budget", plain.within(new ThinkingBudget(9, 8, 3, new int[] {3, 5})));
    return ways;
  }

  @Override
  public Finding run(Machine machine) {
    ObjectNode figures = Json.object();
    figures.put("against", machine.gpu() ? "the CPU" : "each prompt alone");
    int all = 0;
    int others = 0;
    double apart = 0;
    for (Map.Entry<String, Sampling> way : ways().entrySet()) {
      List<Rollout> expected = sampled(Device.cpu(), way.getValue(), !machine.gpu());
      List<Rollout> found = sampled(machine.device(), way.getValue(), false);
      int different = 0;
      for (int i = 0; i < expected.size(); i++) {
        int[] tokens = expected.get(i).sequence().completion();
        if (Arrays.equals(tokens, found.get(i).sequence().completion())) {
          apart = Math.max(apart, apart(found.get(i).logprobs(), expected.get(i).logprobs()));
        } else {
          different++;
        }
      }
      figures.put(way.getKey() + "_different", different);
      all += expected.size();
      others += different;
    }
    figures.put("samples", all).put("different", others).put("logprobs_largest", apart);
    return Finding.of(
        others <= MAY_DIFFER * all && apart <= AgreementCheck.Limits.FP32.logprobs(),
        Text.format(
            "%d of %d samples differ; log-probs of the others %.1e nats", others, all, apart),
        figures);
  }

  /** Largest difference of the tokens that were drawn; forced ones have no log-probs. */
  private static double apart(float[] found, float[] expected) {
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      if (!Float.isNaN(found[i]) || !Float.isNaN(expected[i])) {
        largest = Math.max(largest, Math.abs(found[i] - expected[i]));
      }
    }
    return largest;
  }

  private static List<Rollout> sampled(Device device, Sampling sampling, boolean alone) {
    ModelConfig config = AgreementCheck.config(Architecture.QWEN2);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Decoder decoder = new Decoder(config, DataType.FLOAT32, 0, device)) {
      Weights weights = Weights.random(config, Key.of(1, "selftest"), DataType.FLOAT32, manager);
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      LocalEngine engine = new LocalEngine(model, id -> id == 0, PROMPTS * SAMPLES, manager);
      List<Request> requests =
          BenchWork.requests(PROMPTS, 11, config.vocab(), Key.of(2, "selftest"));
      List<Rollout> rollouts = new ArrayList<>();
      for (List<Request> some :
          alone ? requests.stream().map(List::of).toList() : List.of(requests)) {
        engine.generate(some, SAMPLES, sampling).forEach(rollouts::addAll);
      }
      return rollouts;
    }
  }
}
