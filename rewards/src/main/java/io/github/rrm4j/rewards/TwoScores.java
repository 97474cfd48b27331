package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Boxed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two scores as judges write them, the first response's first: the higher one wins, equal ones are
 * a tie.
 *
 * <ul>
 *   <li>The last {@code \boxed{8, 5}}: DeepSeek-GRM (Liu et al. 2025, arXiv 2504.02495), whose
 *       prompt ends in {@code Scores: \boxed{x, x}}.
 *   <li>{@code <score_A>8</score_A> <score_B>5</score_B>}, the last of each: J1 (Whitehouse et al.
 *       2025, arXiv 2505.10320).
 *   <li>A first line of two numbers with a space or a comma between them: JudgeLM (Zhu et al. 2023)
 *       and the reviewers of Vicuna, whose {@code parse_score} reads no other line. Differs: empty
 *       lines before it are skipped.
 * </ul>
 *
 * <p>An answer with two of these that do not agree is malformed; so is a score that is no finite
 * number.
 */
final class TwoScores {

  private static final String NUMBER = "([+-]?\\d{1,9}(?:\\.\\d{1,9})?)";
  private static final Pattern PAIR =
      Pattern.compile("\\[?\\s*" + NUMBER + "(?:\\s*,\\s*|\\s+)" + NUMBER + "\\s*]?");
  private static final Pattern TAG =
      Pattern.compile("<score_([AB])>\\s*([^<\\s]{1,20})\\s*</score_\\1>");

  private TwoScores() {}

  static Verdict read(String answer) {
    List<Verdict> said = new ArrayList<>();
    Boxed.last(answer).ifPresent(content -> said.add(pair(content)));
    tagged(answer).ifPresent(said::add);
    String first = answer.stripLeading().lines().findFirst().orElse("").strip();
    Optional.of(pair(first)).filter(verdict -> verdict != Verdict.MALFORMED).ifPresent(said::add);
    return said.stream().distinct().count() == 1 ? said.get(0) : Verdict.MALFORMED;
  }

  private static Optional<Verdict> tagged(String answer) {
    Matcher tag = TAG.matcher(answer);
    String a = "";
    String b = "";
    while (tag.find()) {
      if (tag.group(1).equals("A")) {
        a = tag.group(2);
      } else {
        b = tag.group(2);
      }
    }
    return a.isEmpty() && b.isEmpty() ? Optional.empty() : Optional.of(pair(a + " " + b));
  }

  private static Verdict pair(String text) {
    Matcher pair = PAIR.matcher(text.strip());
    return pair.matches()
        ? compared(Double.parseDouble(pair.group(1)), Double.parseDouble(pair.group(2)))
        : Verdict.MALFORMED;
  }

  /** The verdict of two scores. */
  static Verdict compared(double first, double second) {
    if (!Double.isFinite(first) || !Double.isFinite(second)) {
      return Verdict.MALFORMED;
    }
    return first == second ? Verdict.TIE : first > second ? Verdict.FIRST : Verdict.SECOND;
  }
}
