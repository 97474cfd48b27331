package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.memory.MemoryPlan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Which keys of a config make a run fit, and to which values. */
public final class MemoryKnob {

  private MemoryKnob() {}

  /**
   * What to turn where a run does not fit.
   *
   * @param available bytes
   * @return one line for each phase that does not fit; empty where all do
   */
  public static List<String> advice(ModelConfig model, MemorySettings settings, long available) {
    List<String> lines = new ArrayList<>();
    for (Phase phase : MemoryPlan.of(model, settings).phases()) {
      if (phase.total() > available) {
        lines.add(phase.name() + ": " + knob(phase.name(), model, settings, available));
      }
    }
    return lines;
  }

  private static String knob(
      String phase, ModelConfig model, MemorySettings settings, long available) {
    if (phase.equals("rollout")) {
      OptionalInt rows =
          largest(
              settings.rollouts().orElseThrow().rows(),
              available,
              model,
              phase,
              settings::withRows);
      if (rows.isPresent()) {
        return "set rollout.max_num_seqs to " + rows.getAsInt() + " or less";
      }
    }
    if (phase.equals("update") || phase.equals("reference")) {
      int longest = settings.lengths().longest();
      OptionalInt budget =
          largest(
              settings.microBatches().tokens(),
              available,
              model,
              phase,
              tokens -> settings.withTokens(settings.lengths().completion(), tokens));
      if (budget.isPresent()) {
        int least = settings.microBatches().least() * longest;
        return budget.getAsInt() <= least
            ? "set update.max_tokens_per_micro_batch to %d or less: one %s at a time"
                .formatted(least, settings.microBatches().least() == 1 ? "sequence" : "pair")
            : "set update.max_tokens_per_micro_batch to " + budget.getAsInt() + " or less";
      }
      OptionalInt newTokens =
          settings.lengths().completion() == 0
              ? OptionalInt.empty()
              : largest(
                  settings.lengths().completion(),
                  available,
                  model,
                  phase,
                  tokens -> settings.withTokens(tokens, 1));
      if (newTokens.isPresent()) {
        return "set rollout.max_new_tokens to %d or less, or lower data.max_prompt_tokens, with update.max_tokens_per_micro_batch: 1 (one sequence at a time)"
            .formatted(newTokens.getAsInt());
      }
    }
    return settings.adapter().isEmpty()
        ? "train an adapter (model.lora.rank), or take a larger device"
        : "take a smaller base model or a larger device";
  }

  /** The largest value up to a limit with which the phase fits. */
  private static OptionalInt largest(
      int limit,
      long available,
      ModelConfig model,
      String phase,
      IntFunction<MemorySettings> with) {
    if (!fits(model, with.apply(1), phase, available)) {
      return OptionalInt.empty();
    }
    int low = 1;
    int high = limit;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (fits(model, with.apply(middle), phase, available)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return OptionalInt.of(low);
  }

  private static boolean fits(
      ModelConfig model, MemorySettings settings, String name, long available) {
    return MemoryPlan.of(model, settings).phases().stream()
        .filter(phase -> phase.name().equals(name))
        .allMatch(phase -> phase.total() <= available);
  }
}
