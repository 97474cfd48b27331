package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Side;
import java.util.List;
import java.util.Optional;

/**
 * How a judge writes its verdict: what is read of its answer, which is all that stands after its
 * thinking. Everything that a format does not name is {@link Verdict#MALFORMED}.
 *
 * <p>A judge's template names its format in the line {@code === verdict NAME}.
 */
public sealed interface VerdictFormat permits MarkedVerdict, JsonVerdict {

  /** {@code \boxed{Assistant 1}}: Guo et al. 2025, "Reward Reasoning Model". */
  VerdictFormat BOXED = MarkedVerdict.BOXED;

  /** {@code [[A]]}, {@code [[B]]}, {@code [[C]]} for a tie; {@code [[A>>B]]}, {@code [[A=B]]}. */
  VerdictFormat BRACKETS = MarkedVerdict.BRACKETS;

  /** {@code <answer>[[A]]</answer>}: RM-R1. */
  VerdictFormat ANSWER_TAG = MarkedVerdict.ANSWER_TAG;

  /** Two scores, the higher one wins and equal ones are a tie: JudgeLM, DeepSeek-GRM, J1. */
  VerdictFormat SCORES = MarkedVerdict.SCORES;

  /** A ranking of all responses, {@code \boxed{2 > 1}} of two: {@link StatedRanking}. */
  VerdictFormat RANKING = MarkedVerdict.RANKING;

  /** The names, for messages. */
  List<String> NAMES =
      List.of("boxed", "brackets", "answer_tag", "scores", "ranking", "json:FIELD");

  /**
   * Reads an answer.
   *
   * @return a side, a tie, or malformed
   */
  Verdict read(String answer);

  /** Its name in templates, files and flags. */
  String word();

  /** How a judge writes that a side is better; empty for a format that no judge is taught here. */
  Optional<String> written(Side side);

  /**
   * Where the first character of what tells the sides apart stands in the verdict of a text; empty
   * where it is not one place.
   */
  Optional<Integer> place(String text);

  /**
   * Whether a judge of this format must think between {@code <think>} and {@code </think>}. The
   * code of the others asks for no thinking in these marks.
   */
  default boolean needsThinking() {
    return this == BOXED || this == RANKING;
  }

  /**
   * The format of a name: {@code boxed}, {@code brackets}, {@code answer_tag}, {@code scores},
   * {@code ranking}, {@code json:FIELD} or {@code json:FIELD,FIELD}.
   *
   * @param place where it stands, for messages
   * @throws InvalidInput if there is none
   */
  static VerdictFormat named(String place, String name) {
    String word = name.strip();
    if (word.startsWith(JsonVerdict.PREFIX)) {
      return JsonVerdict.of(place, word);
    }
    for (MarkedVerdict format : MarkedVerdict.values()) {
      if (format.word().equals(word)) {
        return format;
      }
    }
    throw InvalidInput.of(
        "%s: is %s, must be one of %s%s",
        place, OneLine.quoted(word), String.join(", ", NAMES), NearestName.hint(word, NAMES));
  }
}
