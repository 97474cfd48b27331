package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.BenchShape;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.cli.bench.Roofline;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Sampling;
import java.util.List;

/**
 * How fast tokens are drawn, beside what a copy and a product of the same process allow.
 *
 * @param rows sequences together
 */
record DecodingSpeedCheck(BenchShape shape, int rows, int prompt, int newTokens) implements Check {

  @Override
  public String name() {
    return "decoding speed, " + shape + ", " + rows + " rows";
  }

  @Override
  public Finding run(Machine machine) {
    machine.clean();
    BenchModel.Types types = machine.fast(false);
    long needed = needed(types.compute().getNumOfBytes());
    if (needed > machine.free()) {
      return machine.tooSmall(needed);
    }
    Roofline roofline = machine.roofline();
    int vocab = shape.config(1).vocab();
    Occupancy used;
    try (BenchModel bench =
        new BenchModel(shape.config(prompt + newTokens), types, 0, machine.device())) {
      LocalEngine engine = new LocalEngine(bench.model(), id -> false, rows, bench.manager());
      Sampling sampling = new Sampling(1, newTokens);
      List<Request> requests = BenchWork.requests(rows, prompt, vocab, Key.of(1, "selftest"));
      engine.run(requests, 1, sampling);
      used = engine.run(requests, 1, sampling).occupancy();
    }
    double step = used.decodeSeconds() * used.slots() / used.slotSteps();
    double flops = shape.decodeFlops(rows, prompt, newTokens) / newTokens / step;
    int bytesOfElement = types.compute().getNumOfBytes();
    double bytes = shape.decodeBytes(rows, prompt + newTokens / 2.0, bytesOfElement) / step;
    double tokens = rows / step;
    ObjectNode figures =
        Json.object()
            .put("rows", rows)
            .put("prompt", prompt)
            .put("new", newTokens)
            .put("compute_bytes", bytesOfElement)
            .put("ms_per_step", 1e3 * step)
            .put("tokens_per_s", tokens)
            .put("gb_per_s", bytes / 1e9)
            .put("gflops", flops / 1e9)
            .put("share_of_copy", bytes / roofline.bandwidth())
            .put("share_of_product", flops / roofline.flops());
    double share = Math.max(bytes / roofline.bandwidth(), flops / roofline.flops());
    String summary =
        Text.format(
            "%.2f ms a step, %,.0f tokens/s; %.1f %% of a copy, %.1f %% of a product",
            1e3 * step, tokens, 100 * bytes / roofline.bandwidth(), 100 * flops / roofline.flops());
    return Finding.of(share > UpdateSpeedCheck.LEAST_SHARE, summary, figures);
  }

  /** Weights, the cache at its end, and what sampling makes of the logits. */
  private long needed(int elementBytes) {
    double held = shape.decodeBytes(rows, prompt + newTokens, elementBytes);
    return (long) (1.1 * held) + rows * 20L * shape.config(1).vocab();
  }
}
