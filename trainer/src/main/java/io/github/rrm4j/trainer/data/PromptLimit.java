package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Leaves out what has a prompt longer than {@code data.max_prompt_tokens}.
 *
 * @param report gets a line where something was left out
 */
record PromptLimit(Data settings, Consumer<String> report) {

  /**
   * The items within the limit.
   *
   * @param key of the config that names the file
   * @param tokens of an item's prompt
   * @param name of an item, for messages
   * @return at least one
   * @throws InvalidInput if none is left, or an item is too long and none may be left out
   */
  <T> List<T> fitting(
      Path file, String key, List<T> all, ToIntFunction<T> tokens, Function<T, String> name) {
    int most = settings.maxPromptTokens();
    List<T> kept = new ArrayList<>();
    for (T item : all) {
      int length = tokens.applyAsInt(item);
      if (length <= most) {
        kept.add(item);
      } else if (settings.overlong() == Overlong.FAIL) {
        throw InvalidInput.of(
            "%s: %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop",
            file, name.apply(item), length, most);
      }
    }
    if (kept.size() < all.size()) {
      report.accept(
          Text.format(
              "%s: %s: %d of %d have a prompt longer than data.max_prompt_tokens (%d) and are left out",
              file, key, all.size() - kept.size(), all.size(), most));
    }
    if (kept.isEmpty()) {
      throw InvalidInput.of(
          "%s: %s: nothing is left to use; raise data.max_prompt_tokens (%d)", file, key, most);
    }
    return kept;
  }
}
