package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.memory.MemoryPlan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Which keys of a config make a run fit, and to which values.
 *
 * @param available bytes
 */
public record MemoryKnob(ModelConfig model, MemorySettings settings, long available) {

  /** One line for each phase that does not fit, with what to change; empty if all do. */
  public List<String> advice() {
    List<String> lines = new ArrayList<>();
    for (Phase phase : MemoryPlan.of(model, settings).phases()) {
      if (phase.total() > available) {
        lines.add(phase.name() + ": " + knob(phase.name()).orElseGet(this::otherModel));
      }
    }
    return lines;
  }

  private Optional<String> knob(String phase) {
    return switch (phase) {
      case "rollout" -> rows(phase);
      case "update", "reference" -> tokens(phase).or(() -> newTokens(phase));
      default -> Optional.empty();
    };
  }

  private Optional<String> rows(String phase) {
    int rows = settings.rollouts().orElseThrow().rows();
    return largest(rows, phase, settings::withRows)
        .map(most -> "set rollout.max_num_seqs to " + most + " or less");
  }

  /** Smaller micro-batches, with the completions as long as they are. */
  private Optional<String> tokens(String phase) {
    int completion = settings.lengths().completion();
    int budget = settings.microBatches().tokens();
    return largest(budget, phase, tokens -> settings.withTokens(completion, tokens))
        .map(this::microBatches);
  }

  private String microBatches(int budget) {
    int least = settings.microBatches().least() * settings.lengths().longest();
    return budget <= least
        ? Text.format(
            "set update.max_tokens_per_micro_batch to %d or less: one %s at a time",
            least, settings.microBatches().least() == 1 ? "sequence" : "pair")
        : "set update.max_tokens_per_micro_batch to " + budget + " or less";
  }

  /** Shorter completions, one at a time. */
  private Optional<String> newTokens(String phase) {
    int completion = settings.lengths().completion();
    return completion == 0
        ? Optional.empty()
        : largest(completion, phase, tokens -> settings.withTokens(tokens, 1))
            .map(
                most ->
                    Text.format(
                        "set rollout.max_new_tokens to %d or less, or lower data.max_prompt_tokens, with update.max_tokens_per_micro_batch: 1 (one sequence at a time)",
                        most));
  }

  private String otherModel() {
    return settings.adapter().isEmpty()
        ? "train an adapter (model.lora.rank), or take a larger device"
        : "take a smaller base model or a larger device";
  }

  /** The largest value up to a limit with which the phase fits. */
  private Optional<Integer> largest(int limit, String phase, IntFunction<MemorySettings> with) {
    if (!fits(with.apply(1), phase)) {
      return Optional.empty();
    }
    int low = 1;
    int high = limit;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (fits(with.apply(middle), phase)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Optional.of(low);
  }

  private boolean fits(MemorySettings changed, String name) {
    return MemoryPlan.of(model, changed).phases().stream()
        .filter(phase -> phase.name().equals(name))
        .allMatch(phase -> phase.total() <= available);
  }
}
