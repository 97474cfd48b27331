package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Map;
import java.util.stream.Collectors;

/** How fast all weights are updated, beside what a product of the same process allows. */
record UpdateSpeedCheck(UpdateWork work) implements Check {

  /**
   * Of what the device does at best: what is slower runs somewhere else, or does something else.
   */
  static final double LEAST_SHARE = 0.005;

  private static final int MICRO_BATCH = 16_384;
  private static final int CPU_MICRO_BATCH = 3072;
  private static final long LOGITS = 1L << 30;

  @Override
  public String name() {
    return "update speed, " + work;
  }

  @Override
  public Finding run(Machine machine) {
    machine.clean();
    BenchModel.Types types = machine.fast(true);
    PassMemory memory = machine.gpu() ? new PassMemory(LOGITS, 0) : PassMemory.DEFAULT;
    int microBatch = machine.gpu() ? MICRO_BATCH : CPU_MICRO_BATCH;
    long planned = work.plan(types.compute().getNumOfBytes(), microBatch, memory).peak().total();
    if (planned > machine.free()) {
      return machine.tooSmall(planned);
    }
    MiniBatch batch = work.batch();
    Map<String, Double> parts;
    double seconds;
    try (BenchModel bench = new BenchModel(work.config(), types, 0, machine.device())) {
      TokenUpdate update = BenchWork.update(bench, microBatch, memory);
      update.apply(batch.sequences(), batch, 1, BenchWork.RATE);
      bench.await();
      long start = System.nanoTime();
      parts = update.apply(batch.sequences(), batch, 1, BenchWork.RATE).seconds();
      bench.await();
      seconds = (System.nanoTime() - start) / 1e9;
    }
    double flops = work.shape().trainFlops(work.rows(), work.length(), work.trained()) / seconds;
    double tokens = work.rows() * work.length() / seconds;
    double share = flops / machine.roofline().flops();
    ObjectNode figures =
        Json.object()
            .put("rows", work.rows())
            .put("length", work.length())
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
