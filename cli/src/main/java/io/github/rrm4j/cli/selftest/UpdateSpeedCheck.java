package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.BenchShape;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How fast all weights are updated, beside what a product of the same process allows.
 *
 * @param prompt tokens of a row whose log-probs are not trained
 * @param trained tokens of a row after them
 */
record UpdateSpeedCheck(BenchShape shape, int rows, int prompt, int trained) implements Check {

  /**
   * Of what the device does at best: what is slower runs somewhere else, or does something else.
   */
  static final double LEAST_SHARE = 0.005;

  private static final int MICRO_BATCH = 16_384;
  private static final int CPU_MICRO_BATCH = 3072;
  private static final long LOGITS = 1L << 30;

  @Override
  public String name() {
    return "update speed, " + shape + ", " + rows + " rows of " + (prompt + trained);
  }

  @Override
  public Finding run(Machine machine) {
    machine.clean();
    int vocab = shape.config(1).vocab();
    MiniBatch batch = BenchWork.batch(rows, prompt, trained, vocab, Key.of(1, "selftest"));
    Map<String, Double> parts;
    double seconds;
    try (BenchModel bench =
        new BenchModel(shape.config(prompt + trained), machine.fast(true), 0, machine.device())) {
      TokenUpdate update =
          BenchWork.update(
              bench,
              machine.gpu() ? MICRO_BATCH : CPU_MICRO_BATCH,
              machine.gpu() ? new PassMemory(LOGITS, 0) : PassMemory.DEFAULT);
      update.apply(batch.sequences(), batch, 1, BenchWork.RATE);
      bench.await();
      long start = System.nanoTime();
      parts = update.apply(batch.sequences(), batch, 1, BenchWork.RATE).seconds();
      bench.await();
      seconds = (System.nanoTime() - start) / 1e9;
    }
    double flops = shape.trainFlops(rows, prompt + trained, trained) / seconds;
    double tokens = rows * (prompt + trained) / seconds;
    double share = flops / machine.roofline().flops();
    ObjectNode figures =
        Json.object()
            .put("rows", rows)
            .put("length", prompt + trained)
            .put("seconds", seconds)
            .put("tokens_per_s", tokens)
            .put("gflops", flops / 1e9)
            .put("share_of_product", share);
    parts.forEach((part, its) -> figures.put("seconds/" + part, its));
    String longest =
        parts.entrySet().stream()
            .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
            .limit(2)
            .map(part -> part.getKey().replace("update/", ""))
            .collect(Collectors.joining(", "));
    String summary =
        Text.format(
            "%,.0f tokens/s, %.1f %% of a product; longest parts: %s",
            tokens, 100 * share, longest);
    return Finding.of(share > LEAST_SHARE, summary, figures);
  }
}
