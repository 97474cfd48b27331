package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.Locale;
import java.util.Map;

/**
 * A judgement to read: a line of {@code rollouts.jsonl}, or the first judgement of a line of {@code
 * judgements.jsonl}.
 *
 * @param position its place in the file, from 0
 * @param pair that was judged; empty where it is not known
 * @param key equal to that of the judgement of the same pair in the other order
 * @param order in which the responses were shown; empty where it is not known
 * @param verdict for the responses as they were shown, like {@code gold}
 * @param outcome correct, wrong, malformed, truncated; empty where it is not known
 * @param numbers the finite numbers of the line: {@code step}, {@code reward}, {@code advantage},
 *     {@code thinking_tokens}, {@code probability}
 * @param parts the named parts of the reward
 */
public record ShownJudgement(
    int position,
    String pair,
    String key,
    Words words,
    String section,
    String order,
    String verdict,
    String gold,
    String outcome,
    Map<String, Double> numbers,
    Map<String, Double> parts) {

  private static final int LONGEST = 20_000;
  private static final int OPENING = 8_000; // characters in which an instruction ends

  /**
   * Its texts; empty where they are not known.
   *
   * @param opening how the prompt begins, also where only the end of a long one is kept
   * @param reason why it has its reward
   */
  public record Words(String prompt, String opening, String completion, String reason) {

    static final Words NONE = new Words("", "", "", "");

    private static Words of(JsonNode object) {
      String prompt = object.path("prompt").asText();
      return new Words(
          text(object, "prompt"),
          prompt.substring(0, Math.min(OPENING, prompt.length())),
          text(object, "completion"),
          text(object, "reason"));
    }
  }

  /** A line of {@code rollouts.jsonl}. */
  static ShownJudgement ofRollout(int position, JsonNode line) {
    return new ShownJudgement(
        position,
        line.path("pair").asText(),
        line.path("step").asText() + ' ' + line.path("pair").asText() + ' ' + line.path("sample"),
        Words.of(line),
        text(line, "section"),
        "",
        lower(line, "verdict"),
        lower(line, "gold"),
        lower(line, "outcome"),
        Numbers.in(line),
        Numbers.in(line.path("parts")));
  }

  /** A line of {@code judgements.jsonl} of an evaluation. */
  static ShownJudgement ofEvaluation(int position, JsonNode line) {
    JsonNode first = line.path("samples").path(0);
    boolean swapped = line.path("order").asText().equals("swapped");
    boolean forGiven = line.path("verdict_order").asText().equals("given");
    String verdict = shown(lower(first, "verdict"), swapped && forGiven);
    String gold =
        line.path("gold").isMissingNode()
            ? ""
            : (line.path("gold").asInt() == 1) != swapped ? "first" : "second";
    return new ShownJudgement(
        position,
        line.path("id").asText(),
        line.path("id").asText(),
        Words.of(first),
        text(line, "subset"),
        line.path("order").asText(),
        verdict,
        gold,
        outcome(verdict, gold),
        Numbers.in(first),
        Map.of());
  }

  private static String shown(String verdict, boolean swap) {
    return switch (swap ? verdict : "") {
      case "first" -> "second";
      case "second" -> "first";
      default -> verdict;
    };
  }

  private static String outcome(String verdict, String gold) {
    return switch (verdict) {
      case "malformed", "truncated" -> verdict;
      case "overlong", "failed" -> "malformed"; // there is no verdict to read
      default -> gold.isEmpty() ? "" : verdict.equals(gold) ? "correct" : "wrong";
    };
  }

  /** Whether this judgement and the one in the other order choose different responses. */
  boolean flips(ShownJudgement other) {
    return !gold.isEmpty()
        && !other.gold.isEmpty()
        && !gold.equals(other.gold)
        && decided()
        && other.decided()
        && !outcome.equals(other.outcome);
  }

  private boolean decided() {
    return verdict.equals("first") || verdict.equals("second");
  }

  public double thinkingTokens() {
    return numbers.getOrDefault("thinking_tokens", 0.0);
  }

  private static String lower(JsonNode line, String field) {
    return text(line, field).toLowerCase(Locale.ROOT);
  }

  private static String text(JsonNode line, String field) {
    String text = line.path(field).asText();
    return text.length() <= LONGEST
        ? text
        : Text.format("[... %,d characters ...]%n", text.length() - LONGEST)
            + text.substring(text.length() - LONGEST);
  }
}
