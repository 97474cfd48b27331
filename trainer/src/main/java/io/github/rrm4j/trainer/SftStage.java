package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Supervised fine-tuning on demonstrations; the loss is on the completions only. */
public final class SftStage implements Stage {

  private final List<TokenSequence> demonstrations;
  private final long steps;
  private final int batch;
  private final OptimiserSettings settings;
  private final AdamW optimiser;
  private final Update update;
  private final DataOrder order;

  /**
   * @param batch demonstrations of a step
   * @param key what the order of the demonstrations depends on
   */
  SftStage(
      List<TokenSequence> demonstrations,
      long steps,
      int batch,
      OptimiserSettings settings,
      AdamW optimiser,
      Update update,
      Key key) {
    this.demonstrations = demonstrations;
    this.steps = steps;
    this.batch = batch;
    this.settings = settings;
    this.optimiser = optimiser;
    this.update = update;
    this.order = new DataOrder(key, demonstrations.size());
  }

  @Override
  public String name() {
    return "sft";
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public AdamW optimiser() {
    return optimiser;
  }

  @Override
  public StepReport step(long step) {
    long start = System.nanoTime();
    List<TokenSequence> rows =
        Arrays.stream(order.batch(step, batch)).mapToObj(demonstrations::get).toList();
    double rate = settings.rate(step, steps);
    Update.Result result =
        update.apply(
            rows,
            IntStream.range(0, rows.size()).toArray(),
            (scope, logprobs, chosen) -> logprobs.sum().neg(),
            1,
            rate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", result.loss());
    metrics.put("policy/entropy", result.entropyMean());
    metrics.put("grad_norm", result.gradientNorm());
    metrics.put("lr", rate);
    metrics.put("tokens/padding_frac", result.paddingShare());
    metrics.put("update/halvings", (double) result.halvings());
    Map<String, Double> timings = new LinkedHashMap<>();
    timings.put("update", (System.nanoTime() - start) / 1e9);
    timings.putAll(result.seconds());
    return new StepReport(
        metrics,
        timings,
        List.of(),
        List.of(),
        result.taken(),
        rows.stream().mapToLong(TokenSequence::length).sum(),
        List.of(),
        Map.of());
  }
}
