package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.util.Locale;

/**
 * The fields by which every line of judgements says what was judged, in which order it was shown,
 * and for which order its verdicts are, whatever command writes it:
 *
 * <pre>{@code
 * {"id": "q1/0-2", "order": "swapped", "verdict_order": "given",
 *  "samples": [{"verdict": "first", "thinking_tokens": 26, "tokens": 38}]}
 * }</pre>
 *
 * <p>{@code first} is the first response of the pair's own order, here the one that was shown
 * second. A line of one sample has the fields of the sample itself.
 */
public final class JudgementLine {

  /** For which order a line's verdicts are. */
  public static final String VERDICT_ORDER = "verdict_order";

  private static final String SHOWN = "shown";

  private JudgementLine() {}

  /**
   * The beginning of a line whose verdicts are for the pair's own order.
   *
   * @param id of the pair
   * @param order in which it was shown
   */
  public static ObjectNode of(String id, Order order) {
    return verdicts(Json.object().put("id", id).put("order", order.word()));
  }

  /** Says of an object that its verdicts and votes are for the pair's own order. */
  public static ObjectNode verdicts(ObjectNode object) {
    return object.put(VERDICT_ORDER, Order.GIVEN.word());
  }

  /** Puts what was said into a line of one sample, or into an entry of {@code samples}. */
  public static ObjectNode put(ObjectNode entry, String verdict, int thinkingTokens, int tokens) {
    return entry
        .put("verdict", verdict)
        .put("thinking_tokens", thinkingTokens)
        .put("tokens", tokens);
  }

  /**
   * The order in which a line's pair was shown; {@code given} where it does not say.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if it is none
   */
  public static Order order(Row row) {
    String word = row.optionalText("order").orElse(Order.GIVEN.word());
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "given", "original", "ab" -> Order.GIVEN;
      case "swapped", "reversed", "ba" -> Order.SWAPPED;
      default ->
          throw row.invalid("field 'order' is '%s', must be given or swapped, correct it", word);
    };
  }

  /**
   * Whether a line's verdicts are for the pair's own order, and not for the order shown.
   *
   * @param otherwise what lines mean that do not say it: older ones, and those of other tools
   * @throws io.github.rrm4j.contracts.InvalidInput if it is neither
   */
  public static boolean isForGiven(Row row, boolean otherwise) {
    String word = row.optionalText(VERDICT_ORDER).orElse("");
    return switch (word) {
      case "" -> otherwise;
      case "given" -> true;
      case SHOWN -> false;
      default ->
          throw row.invalid(
              "field '%s' is '%s', must be given or shown, correct it", VERDICT_ORDER, word);
    };
  }
}
