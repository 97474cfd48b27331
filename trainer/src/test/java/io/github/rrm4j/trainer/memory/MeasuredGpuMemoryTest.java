package io.github.rrm4j.trainer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plan against the peaks of updates on an H200: bf16 compute, flash attention, one micro-batch
 * of all rows, the output head in one piece. Of the checkpointed 1.5B model it is in pieces of 256
 * MiB, since in one piece the distributions alone would take half of what was measured.
 */
class MeasuredGpuMemoryTest {

  private static final int IN_ONE_PIECE_MIB = 16_384;

  @ParameterizedTest(name = "{0}, {1} rows of {2} after a prompt of {3}")
  @CsvSource({
    "qwen2.5-0.5b, 16, 1024, 64, 0, 0, 16384, 40.9",
    "qwen2.5-1.5b, 16, 1024, 512, 0, 0, 16384, 60.7",
    "qwen2.5-1.5b, 16, 1024, 512, 0, 1, 256, 29.6",
    "qwen2.5-7b, 8, 1024, 512, 32, 0, 16384, 49.8",
    "qwen2.5-7b, 4, 4096, 512, 32, 1, 16384, 40.4"
  })
  void withinATenthOfWhatWasMeasured(
      String shape,
      int rows,
      int length,
      int prompt,
      int rank,
      int every,
      long logitsMib,
      double measured) {
    MemorySettings settings =
        new MemorySettings(
            new Machine(false, 16, 2),
            rank == 0 ? Optional.empty() : Optional.of(adapter(rank)),
            Optional.empty(),
            Reference.NONE,
            new Lengths(prompt, length - prompt),
            new MicroBatches(rows * length, 1, new PassMemory(logitsMib << 20, every)),
            Beside.NOTHING);
    double planned = MemoryPlan.of(PublicShape.of(shape).config(), settings).peak().total() / 1e9;
    System.out.printf(
        Locale.ROOT, "%s: planned %.1f GB, measured %.1f GB%n", shape, planned, measured);
    assertEquals(measured, planned, 0.1 * measured);
  }

  private static PeftAdapter adapter(int rank) {
    return new PeftAdapter(rank, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
  }

  /** Twice the length at the same number of positions is the same memory, but for the prompts. */
  @Test
  void longerSequencesAddNoMatrices() {
    ModelConfig model = PublicShape.of("qwen2.5-7b").config();
    long[] attention = new long[2];
    for (int i = 0; i < 2; i++) {
      MemorySettings settings =
          new MemorySettings(
              new Machine(false, 16, 2),
              Optional.of(adapter(32)),
              Optional.empty(),
              Reference.NONE,
              new Lengths(512, (i + 1) * 4096 - 512),
              new MicroBatches(16_384, 1, new PassMemory((long) IN_ONE_PIECE_MIB << 20, 0)),
              Beside.NOTHING);
      attention[i] = MemoryPlan.of(model, settings).peak().parts().get("attention");
    }
    assertEquals(attention[0], attention[1]);
    assertTrue(attention[0] < 1_000_000_000, attention[0] + " bytes");
  }
}
