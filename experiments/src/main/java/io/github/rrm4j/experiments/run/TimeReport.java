package io.github.rrm4j.experiments.run;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Batch;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.TimePlan;
import io.github.rrm4j.trainer.memory.TimePlan.Device;
import io.github.rrm4j.trainer.memory.TimePlan.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link TimePlan} of each stage of a config, in lines for a person. */
public final class TimeReport {

  private static final double TERA = 1e12;
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  /** From this many of a unit on, the next one is taken. */
  private static final double LARGE = 2;

  private final MemoryReport memory;
  private final TrainingPlan plan;
  private final Device device;

  /**
   * @param memory of the same config
   * @param device what it could do at best
   */
  public TimeReport(MemoryReport memory, RunConfig run, Device device) {
    this.memory = memory;
    this.plan = run.plan();
    this.device = device;
  }

  /** A line for each stage, and one that says what was assumed. */
  public List<String> lines() {
    if (LanguageModel.isSmall(memory.model())) {
      return List.of(
          "time is not told for a model that small: it goes where kernels are started, not where they run");
    }
    List<String> lines = new ArrayList<>();
    plan.stages().forEach(stage -> lines.add(line(stage)));
    lines.add(
        Text.format(
            "assumed: a device of %.0f TFLOP/s and %.2f TB/s, of which passes over whole sequences reach %.0f %%, decoding %.0f %% and %.2f ms a layer and token; every sequence has its full length",
            device.flops() / TERA,
            device.bandwidth() / TERA,
            100 * TimePlan.OF_PEAK,
            100 * TimePlan.OF_BANDWIDTH,
            1e3 * TimePlan.LAYER));
    return lines;
  }

  private String line(StageKind stage) {
    ModelConfig model = memory.model();
    boolean samples = stage == StageKind.GRPO || stage == StageKind.POLICY;
    MemorySettings settings = samples ? memory.settings() : memory.settings().withoutRollouts();
    TimePlan time = TimePlan.of(model, settings, work(stage), device);
    String parts =
        time.seconds().entrySet().stream()
            .map(part -> part.getKey() + " " + text(part.getValue()))
            .collect(Collectors.joining(", "));
    return Text.format(
        "%s: %s a step (%s), %,d steps: %s",
        Word.of(stage), text(time.total()), parts, steps(stage), text(steps(stage) * time.total()));
  }

  private Work work(StageKind stage) {
    Batch batch = plan.grpo().batch();
    return switch (stage) {
      case SFT -> new Work(plan.sft().batchSize(), 1);
      case REWARD_MODEL -> new Work(2 * plan.rewardModel().batchSize(), 1);
      case DPO -> new Work(2 * plan.dpo().batchSize(), 1);
      case GRPO, POLICY ->
          new Work(
              batch.prompts() * batch.groupSize(),
              batch.prompts() / batch.miniBatch(),
              plan.run().engine().all().size());
    };
  }

  private long steps(StageKind stage) {
    return switch (stage) {
      case SFT -> plan.sft().steps();
      case REWARD_MODEL -> plan.rewardModel().steps();
      case DPO -> plan.dpo().steps();
      case GRPO, POLICY -> plan.grpo().batch().steps();
    };
  }

  /**
   * Two digits or so: {@code 0.34 s}, {@code 95 s}, {@code 12 min}, {@code 2.1 h}, {@code 4.5
   * days}.
   */
  static String text(double seconds) {
    if (seconds < LARGE * MINUTE) {
      return rounded(seconds) + " s";
    }
    if (seconds < LARGE * HOUR) {
      return rounded(seconds / MINUTE) + " min";
    }
    return seconds < LARGE * DAY
        ? rounded(seconds / HOUR) + " h"
        : rounded(seconds / DAY) + " days";
  }

  private static String rounded(double number) {
    return number < 1
        ? Text.format("%.2f", number)
        : Text.format(number < 10 ? "%.1f" : "%,.0f", number);
  }
}
