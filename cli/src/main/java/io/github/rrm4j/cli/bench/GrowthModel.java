package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Map;

/** Sampling or an update of a model of one size. */
final class GrowthModel implements GrowthRuns.AtSize {

  private static final int PROMPT = 16;
  private static final int MICRO_BATCH_TOKENS = 3072;
  private static final PassMemory MEMORY = new PassMemory(256L << 20, 0);

  private final GrowthOf of;
  private final int size;
  private final ModelConfig config;
  private final boolean sampling;
  private final BenchModel bench;

  /**
   * @param sampling whether tokens are drawn, or weights updated
   */
  GrowthModel(GrowthOf of, int size, boolean sampling, Device device) {
    this.of = of;
    this.size = size;
    this.sampling = sampling;
    this.config = of.model(size);
    this.bench = new BenchModel(config, BenchModel.Types.FP32, 0, device);
  }

  @Override
  public Map<String, GrowthRuns.Work> works() {
    return sampling ? Map.of("sample", sample()) : Map.of("update", update());
  }

  private GrowthRuns.Work sample() {
    int rows = of.rows(size);
    RolloutEngine engine = new LocalEngine(bench.model(), id -> false, rows, bench.manager());
    Key key = Key.of(1, "growth");
    return () ->
        engine.run(
            BenchWork.requests(rows, PROMPT, config.vocab(), key),
            1,
            new Sampling(1, of.tokens(size)));
  }

  private GrowthRuns.Work update() {
    TokenUpdate step = BenchWork.update(bench, MICRO_BATCH_TOKENS, MEMORY);
    Key key = Key.of(1, "growth");
    MiniBatch batch = BenchWork.batch(of.rows(size), PROMPT, of.tokens(size), config.vocab(), key);
    return () -> step.apply(batch.sequences(), batch, 1, BenchWork.RATE);
  }

  @Override
  public void close() {
    bench.close();
  }
}
