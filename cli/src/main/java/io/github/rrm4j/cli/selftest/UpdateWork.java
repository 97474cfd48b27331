package io.github.rrm4j.cli.selftest;

import io.github.rrm4j.cli.bench.BenchShape;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.memory.MemoryPlan;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import java.util.Optional;

/**
 * An update of all weights of a model.
 *
 * @param prompt tokens of a row whose log-probs are not trained
 * @param trained tokens of a row after them
 */
record UpdateWork(BenchShape shape, int rows, int prompt, int trained) {

  private static final int THREADS = 1;

  /** Tokens of a row. */
  int length() {
    return prompt + trained;
  }

  ModelConfig config() {
    return shape.config(length());
  }

  /** Random rows. */
  MiniBatch batch() {
    return BenchWork.batch(rows, prompt, trained, config().vocab(), Key.of(1, "selftest"));
  }

  /**
   * What it takes of a GPU.
   *
   * @param computeBytes of an element in the forward pass
   * @param microBatch positions that are computed together
   */
  MemoryPlan plan(int computeBytes, int microBatch, PassMemory memory) {
    return MemoryPlan.of(
        config(),
        new MemorySettings(
            new MemorySettings.Machine(false, THREADS, computeBytes),
            Optional.empty(),
            Optional.empty(),
            Reference.NONE,
            new Lengths(prompt, trained),
            new MicroBatches(Math.min(microBatch, rows * length()), 1, memory),
            Beside.NOTHING));
  }

  @Override
  public String toString() {
    return shape + ", " + rows + " rows of " + length();
  }
}
