package io.github.rrm4j.evaluation.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/**
 * One line of {@code rollouts.jsonl}: a sampled judgement.
 *
 * @param position its place in the file, from 0
 * @param outcome in lower case; empty if the line names none
 * @param numbers the finite numbers of the line: {@code step}, {@code reward}, {@code advantage},
 *     {@code thinking_tokens}
 * @param parts the named parts of the reward
 */
record RolloutLine(
    int position,
    String prompt,
    String completion,
    String section,
    String verdict,
    String gold,
    String outcome,
    String reason,
    Map<String, Double> numbers,
    Map<String, Double> parts) {

  private static final int LONGEST = 20_000;

  static RolloutLine of(int position, JsonNode line) {
    return new RolloutLine(
        position,
        text(line, "prompt"),
        text(line, "completion"),
        text(line, "section"),
        text(line, "verdict").toLowerCase(Locale.ROOT),
        text(line, "gold").toLowerCase(Locale.ROOT),
        text(line, "outcome").toLowerCase(Locale.ROOT),
        text(line, "reason"),
        RunRecords.numbers(line),
        RunRecords.numbers(line.path("parts")));
  }

  private static String text(JsonNode line, String field) {
    String text = line.path(field).asText();
    return text.length() <= LONGEST
        ? text
        : String.format(Locale.ROOT, "[... %,d characters ...]%n", text.length() - LONGEST)
            + text.substring(text.length() - LONGEST);
  }
}
