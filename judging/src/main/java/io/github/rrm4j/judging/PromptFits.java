package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How many of some items a judge is shown as they are, shortened, and not at all.
 *
 * @param items all of them
 * @param overlong those that are not shown
 * @param shortened those that are shown without a part of their responses
 */
public record PromptFits(long items, long overlong, long shortened) {

  /** Of no item. */
  public static final PromptFits NONE = new PromptFits(0, 0, 0);

  public static PromptFits of(Collection<PromptFit> fits) {
    return new PromptFits(
        fits.size(), count(fits, PromptFit.OVERLONG), count(fits, PromptFit.SHORTENED));
  }

  private static long count(Collection<PromptFit> fits, PromptFit which) {
    return fits.stream().filter(fit -> fit == which).count();
  }

  /** These and one more. */
  public PromptFits plus(PromptFit fit) {
    return new PromptFits(
        items + 1,
        overlong + (fit == PromptFit.OVERLONG ? 1 : 0),
        shortened + (fit == PromptFit.SHORTENED ? 1 : 0));
  }

  /**
   * A line for a person; empty where everything is shown as it is.
   *
   * @param place of the items
   * @param noun what they are
   */
  public Optional<String> line(String place, String noun) {
    List<String> parts = new ArrayList<>();
    if (overlong > 0) {
      parts.add(overlong + " too long for the judge and counted as unreadable");
    }
    if (shortened > 0) {
      parts.add(shortened + " shortened to fit the judge");
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "%s: of %d %s, %s (--overlong)", place, items, noun, String.join(", ", parts)));
  }

  /** Puts the counts into an object. */
  public ObjectNode into(ObjectNode json) {
    return json.put("overlong", overlong).put("shortened", shortened);
  }
}
