package io.github.rrm4j.cli.selftest;

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
import io.github.rrm4j.model.cuda.Graphs;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.RolloutLimits;
import io.github.rrm4j.rollout.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether decoding by CUDA graphs draws the tokens that it draws without them, bit for bit. */
final class GraphCheck implements Check {

  private static final int ROWS = 16;
  private static final int PROMPT = 20;

  /** A shape runs twice, eight tokens each, before it is recorded. */
  private static final int NEW_TOKENS = 96;

  @Override
  public String name() {
    return "CUDA graph against no graph";
  }

  @Override
  public Finding run(Machine machine) {
    if (!machine.gpu()) {
      return Finding.notApplicable("a CPU has no CUDA graphs");
    }
    if (!Graphs.of(machine.device().getDeviceId()).on()) {
      return Finding.notApplicable("CUDA graphs cannot be recorded here; the log says why");
    }
    return compared(sampled(machine, true), sampled(machine, false));
  }

  /** The second run of two, in which all shapes are known. */
  private static RolloutEngine.Outcome sampled(Machine machine, boolean graphs) {
    ModelConfig config = AgreementCheck.config(Architecture.QWEN2);
    try (NDManager manager = NDManager.newBaseManager(machine.device(), "PyTorch");
        Decoder decoder = new Decoder(config, machine.fast(false).compute(), 0, machine.device())) {
      Weights weights = Weights.random(config, Key.of(1, "selftest"), DataType.FLOAT32, manager);
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      RolloutLimits limits = new RolloutLimits(ROWS).withCudaGraphs(graphs);
      LocalEngine engine = new LocalEngine(model, id -> id == 0, limits, manager);
      List<Request> requests =
          BenchWork.requests(ROWS, PROMPT, config.vocab(), Key.of(3, "selftest"));
      engine.run(requests, 1, new Sampling(1, NEW_TOKENS));
      return engine.run(requests, 1, new Sampling(1, NEW_TOKENS));
    }
  }

  static Finding compared(RolloutEngine.Outcome with, RolloutEngine.Outcome without) {
    int different = 0;
    for (int row = 0; row < with.groups().size(); row++) {
      Rollout a = with.groups().get(row).get(0);
      Rollout b = without.groups().get(row).get(0);
      boolean same =
          Arrays.equals(a.sequence().completion(), b.sequence().completion())
              && Arrays.equals(a.logprobs(), b.logprobs());
      different += same ? 0 : 1;
    }
    double withSeconds = with.occupancy().decodeSeconds();
    double withoutSeconds = without.occupancy().decodeSeconds();
    ObjectNode figures =
        Json.object()
            .put("samples", with.groups().size())
            .put("different", different)
            .put("seconds_with", withSeconds)
            .put("seconds_without", withoutSeconds);
    String summary =
        Text.format(
            "%d of %d samples differ; decoding took %.3f s with graphs, %.3f s without",
            different, with.groups().size(), withSeconds, withoutSeconds);
    return Finding.of(different == 0, summary, figures);
  }
}
