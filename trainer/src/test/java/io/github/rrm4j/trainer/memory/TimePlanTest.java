package io.github.rrm4j.trainer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import io.github.rrm4j.trainer.memory.TimePlan.Device;
import io.github.rrm4j.trainer.memory.TimePlan.Work;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan of time against what an H200 took, and against numbers computed by hand. */
class TimePlanTest {

  /** 989 TFLOP/s in bf16 without sparsity, 4.8 TB/s. */
  private static final Device H200 = new Device(989e12, 4.8e12);

  /** Decoding with a CUDA graph of fused operators after prompts of 512 tokens. */
  @ParameterizedTest
  @CsvSource({"qwen2.5-1.5b, 64, 3.37", "qwen2.5-1.5b, 256, 5.68", "qwen2.5-7b, 64, 6.84"})
  void aTokenTakesWhatItTookWithinAQuarter(String shape, int rows, double milliseconds) {
    ModelConfig model = PublicShape.of(shape).config();
    double planned = 1e3 * TimePlan.token(model, new Lengths(512, 128), rows, 2, H200);
    System.out.printf(
        Locale.ROOT,
        "%s, %d rows: planned %.2f ms, measured %.2f%n",
        shape,
        rows,
        planned,
        milliseconds);
    assertEquals(milliseconds, planned, milliseconds / 4);
  }

  /** Updates with flash attention and the head in one piece, tokens a second. */
  @ParameterizedTest
  @CsvSource({"qwen2.5-1.5b, 16, 0, 33700", "qwen2.5-7b, 8, 32, 12250"})
  void anUpdateTakesWhatItTookWithinAQuarter(String shape, int rows, int rank, double measured) {
    ModelConfig model = PublicShape.of(shape).config();
    double planned =
        rows * 1024 / TimePlan.of(model, settings(rank), new Work(rows, 1), H200).total();
    System.out.printf(
        Locale.ROOT, "%s: planned %.0f tokens/s, measured %.0f%n", shape, planned, measured);
    assertEquals(measured, planned, measured / 4);
  }

  private static MemorySettings settings(int rank) {
    return new MemorySettings(
        new Machine(false, 16, 2),
        rank == 0 ? Optional.empty() : Optional.of(adapter(rank)),
        Optional.empty(),
        Reference.NONE,
        new Lengths(512, 512),
        new MicroBatches(16_384, 1, PassMemory.DEFAULT),
        Beside.NOTHING);
  }

  private static PeftAdapter adapter(int rank) {
    return new PeftAdapter(rank, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
  }

  @Test
  void phasesAreCountedAsByHand() {
    ModelConfig model = PublicShape.of("llama-3.2-1b").config();
    MemorySettings settings =
        new MemorySettings(
            new Machine(false, 16, 2),
            Optional.of(adapter(8)),
            Optional.of(new Rollouts(6, 16, 4)),
            Reference.ADAPTER_OFF,
            new Lengths(100, 50),
            new MicroBatches(1024, 1, new PassMemory(1, 1)),
            Beside.NOTHING);
    Device device = new Device(1e14 / TimePlan.OF_PEAK, 1e12 / TimePlan.OF_BANDWIDTH);
    TimePlan plan = TimePlan.of(model, settings, new Work(16, 2), device);
    assertEquals(List.of("rollout", "reference", "update"), List.copyOf(plan.seconds().keySet()));

    // q and o: 2048 x 2048, k and v: 2048 x 512, three of 2048 x 8192; 16 layers; 128,256 ids
    double linear = 16.0 * (2 * 2048 * 2048 + 2 * 2048 * 512 + 3 * 2048 * 8192);
    double layers = 150 * (2 * linear + 2.0 * 150 * 2048 * 16);
    double forward = layers + 50 * 2.0 * 2048 * 128256;
    assertEquals(16 * forward / 1e14, plan.seconds().get("reference"), 1e-9);
    double trained = 16 * 8.0 * (2 * 4096 + 2 * 2560 + 3 * 10240);
    double update = 3 * 16 * forward / 1e14 + 2 * 28 * trained / 1e12; // again, and no weights
    assertEquals(update, plan.seconds().get("update"), 1e-9);
    double cache = 2.0 * 16 * 512 * 2;
    double bytes = 2 * 1_235_814_400.0 + 6 * 125 * cache + 6 * 40.0 * 128256;
    double prefill = 4 * 100 * (2 * linear + 2.0 * 100 * 2048 * 16) / 1e14;
    double rollout = prefill + 3 * 50 * (bytes / 1e12 + 16 * TimePlan.LAYER);
    assertEquals(rollout, plan.seconds().get("rollout"), 1e-9);
  }

  /** A judge beside a policy writes its judgements on the same device, each with its own prompt. */
  @Test
  void aJudgeBesideAPolicyTakesTheTimeOfItsOwnRollouts() {
    ModelConfig policy = PublicShape.of("llama-3.2-1b").config();
    ModelConfig judge = PublicShape.of("qwen2.5-1.5b").config();
    MemorySettings settings =
        new MemorySettings(
            new Machine(false, 16, 2),
            Optional.of(adapter(8)),
            Optional.of(new Rollouts(4, 4, 4)),
            Reference.NONE,
            new Lengths(100, 50),
            new MicroBatches(1024, 1, PassMemory.DEFAULT),
            new Beside(
                Optional.of(new Judge(judge, false, 8, new Lengths(300, 200))), Optional.empty()));
    TimePlan plan = TimePlan.of(policy, settings, new Work(4, 1), H200);
    assertEquals(List.of("rollout", "judge", "update"), List.copyOf(plan.seconds().keySet()));
    double tokens = 2 * 200 * TimePlan.token(judge, new Lengths(300, 200), 4, 2, H200);
    double linear = 28.0 * (2 * 1536 * 1536 + 2 * 1536 * 256 + 3 * 1536 * 8960);
    double prompt = 300 * (2 * linear + 2.0 * 300 * 1536 * 28);
    double flops = TimePlan.OF_PEAK * 989e12;
    assertEquals(tokens + 8 * prompt / flops, plan.seconds().get("judge"), 1e-9);
    TimePlan two = TimePlan.of(policy, settings, new Work(4, 1, 2), H200);
    double half = 50 * TimePlan.token(policy, new Lengths(100, 50), 2, 2, H200);
    double one = 50 * TimePlan.token(policy, new Lengths(100, 50), 4, 2, H200);
    double saved = plan.seconds().get("rollout") - two.seconds().get("rollout");
    assertEquals(one - half, saved, 1e-9, "two rows on each device; the prompt is of one group");
  }
}
