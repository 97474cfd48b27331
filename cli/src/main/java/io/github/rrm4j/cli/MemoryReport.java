package io.github.rrm4j.cli;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.MemoryKnob;
import io.github.rrm4j.trainer.MemoryPlan;
import io.github.rrm4j.trainer.MemoryPlan.Phase;
import io.github.rrm4j.trainer.MemoryPlan.Settings;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A {@link MemoryPlan} of a config, in lines for a person. */
final class MemoryReport {

  /** What the engine, its kernels and fragmentation take for themselves. */
  private static final double USABLE = 0.92;

  private static final double GB = 1e9;

  private final ModelConfig model;
  private final Settings settings;

  MemoryReport(ModelConfig model, RunConfig config) {
    this.model = model;
    this.settings =
        new Settings(
            config.model().adapter(),
            computeBytes(config),
            config.stages().contains(StageKind.GRPO),
            config.stages().contains(StageKind.GRPO)
                ? config.grpo().kl().reference()
                : Reference.NONE,
            config.rolloutLimits().rows(),
            config.grpo().prompts() * config.grpo().groupSize(),
            config.grpo().groupSize(),
            config.data().maxPromptTokens(),
            config.rollout().sampling().maxNewTokens(),
            config.tokenBudget(),
            config.passMemory(),
            config.device().equals("cpu"),
            threads(config));
  }

  private static int threads(RunConfig config) {
    int all = Runtime.getRuntime().availableProcessors();
    return config.threads() > 0 ? config.threads() : all;
  }

  /** The engine is not asked: auto is planned for a GPU, where it is bf16. */
  private static int computeBytes(RunConfig config) {
    boolean auto = config.model().compute() == ComputeType.AUTO;
    boolean fp32 =
        config.model().compute() == ComputeType.FP32 || auto && config.device().equals("cpu");
    return fp32 ? 4 : 2;
  }

  /**
   * Bytes of a size such as {@code 80GB} (10^9) or {@code 24GiB} (2^30).
   *
   * @throws InvalidInput if it is none
   */
  static long bytes(String size) {
    return MemorySize.of(size)
        .orElseThrow(
            () ->
                new InvalidInput(
                    "--device-memory is '"
                        + size
                        + "', must be a number of GB or GiB, such as 80GB"));
  }

  /** Whether every phase fits a device. */
  boolean fits(long device) {
    return MemoryPlan.of(model, settings).peak().total() <= USABLE * device;
  }

  /** The plan, line by line. */
  List<String> lines(OptionalLong device) {
    MemoryPlan plan = MemoryPlan.of(model, settings);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d parameters, %s, %s"
            .formatted(
                model.parameters(),
                settings
                    .adapter()
                    .map(adapter -> "an adapter of rank " + adapter.rank() + " is trained")
                    .orElse("all are trained"),
                settings.computeBytes() == 2 ? "bf16 forward pass" : "fp32 forward pass"));
    if (settings.grpo()) {
      long sequences = settings.sequences();
      lines.add(
          "%,d sequences a step of up to %,d tokens: up to %,d tokens, %,d of them sampled; %d sequences generated together"
              .formatted(
                  sequences,
                  settings.longest(),
                  sequences * settings.longest(),
                  sequences * settings.newTokens(),
                  Math.min(settings.rows(), sequences)));
    }
    lines.add("micro-batches of up to %,d positions".formatted(settings.positions()));
    for (Phase phase : plan.phases()) {
      lines.add(line(phase));
    }
    lines.add(verdict(plan.peak(), device));
    device.ifPresent(
        bytes -> lines.addAll(MemoryKnob.advice(model, settings, (long) (USABLE * bytes))));
    return lines;
  }

  private static String line(Phase phase) {
    return String.format(
        Locale.ROOT,
        "%-10s%8.1f GB  %s",
        phase.name(),
        phase.total() / GB,
        phase.parts().entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .map(MemoryReport::shown)
            .collect(Collectors.joining(", ")));
  }

  private static String shown(Map.Entry<String, Long> part) {
    return String.format(Locale.ROOT, "%s %.2f", part.getKey(), part.getValue() / GB);
  }

  private static String verdict(Phase peak, OptionalLong device) {
    String need =
        String.format(
            Locale.ROOT,
            "needs a device of %.0f GB (%s, and %.0f %% for the engine)",
            Math.ceil(peak.total() / USABLE / GB),
            peak.name(),
            100 * (1 - USABLE));
    if (device.isEmpty()) {
      return need + "; --device-memory says whether one is large enough";
    }
    double gb = device.getAsLong() / GB;
    boolean fits = peak.total() <= USABLE * device.getAsLong();
    return String.format(Locale.ROOT, "%s %.1f GB: %s", fits ? "fits" : "does NOT fit", gb, need);
  }
}
