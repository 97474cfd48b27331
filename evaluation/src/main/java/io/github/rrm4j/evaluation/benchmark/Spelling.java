package io.github.rrm4j.evaluation.benchmark;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verdicts as judges and their tools spell them; the one reader of words that say which response is
 * better.
 *
 * <p>A word may stand in brackets, quotes, emphasis, {@code \boxed{}}. In a longer text only what
 * is marked as the verdict counts, in double brackets or a box, and only if all marks agree. What
 * may mean several things is not read: a share such as 1.3, or a name in prose.
 *
 * <p>Source: the outputs of MT-Bench and Arena-Hard ({@code [[A>>B]]}), AlpacaEval (1, 2, 1.5 for a
 * tie), LLMBar ({@code Output (a)}), Chatbot Arena ({@code model_a}, {@code tie (bothbad)}) and the
 * judges of Guo et al. 2025 ({@code \boxed{Assistant 1}}).
 */
final class Spelling {

  private static final String NAME =
      "(?:(?:the )?(?:assistant|response|model|answer|output|candidate|option|completion) ?)?";
  private static final Pattern SIDE =
      Pattern.compile(
          NAME
              + "\\(?(1|2|a|b)\\)?(?: (?:is|was) (?:the )?(?:(?:significantly|slightly|much) )?better"
              + "(?: one| response)?| wins)?");
  private static final Pattern COMPARISON =
      Pattern.compile(
          NAME + "\\(?(1|2|a|b)\\)? ?(>+|<+|=+|~|≫|≪|≈) ?" + NAME + "\\(?(1|2|a|b)\\)?");
  private static final Pattern LABEL =
      Pattern.compile(
          "(?:(?:my |the )?(?:final )?(?:verdict|answer|winner|choice|decision|judge?ment)(?: is)?) ?[:=] ?(.+)");
  private static final Pattern MARKED =
      Pattern.compile("\\[\\[([^\\[\\]]*)]]|\\\\boxed\\{((?:[^{}]|\\{[^{}]*})*)}");
  private static final List<Pattern> WRAPPED =
      List.of(
          Pattern.compile("\\*{1,3}(.+?)\\*{1,3}"),
          Pattern.compile("_{1,3}(.+?)_{1,3}"),
          Pattern.compile("\\[(.*)]"),
          Pattern.compile("[\"'`\u201c\u2018](.+)[\"'`\u201d\u2019]"),
          Pattern.compile("\\$+(.+?)\\$+"),
          Pattern.compile("\\\\(?:text|textbf|mathrm|mathbf|boxed)\\{(.*)}"),
          Pattern.compile("<(?:answer|verdict|choice)>(.*)</(?:answer|verdict|choice)>"),
          Pattern.compile("(.+)[.!]"));
  private static final Set<String> TIES =
      Set.of(
          "0",
          "1.5",
          "c",
          "tie",
          "a tie",
          "tied",
          "draw",
          "equal",
          "same",
          "neither",
          "both",
          "both bad",
          "bothbad",
          "both good",
          "bothgood",
          "tie (bothbad)",
          "tie (both bad)",
          "tie (bothgood)",
          "tie (both good)");
  private static final Set<String> UNREADABLE =
      Set.of("malformed", "unreadable", "none", "null", "error", "");
  private static final Set<String> TRUNCATED = Set.of("truncated", "length");

  private Spelling() {}

  /** The answer of a text; empty where it is not plain what it says. */
  static Optional<Answer> answer(String text) {
    Optional<Answer> whole = word(text);
    if (whole.isPresent()) {
      return whole;
    }
    Set<Optional<Answer>> marked = new HashSet<>();
    Matcher mark = MARKED.matcher(text);
    while (mark.find()) {
      marked.add(word(mark.group(1) == null ? mark.group(2) : mark.group(1)));
    }
    return marked.size() == 1 ? marked.iterator().next() : Optional.empty();
  }

  private static Optional<Answer> word(String text) {
    String word = text.strip();
    for (Optional<Answer> known = known(word); ; known = known(word)) {
      if (known.isPresent()) {
        return known;
      }
      Optional<String> inside = inside(word);
      if (inside.isEmpty()) {
        return Optional.empty();
      }
      word = inside.get().strip();
    }
  }

  /** What a word wraps, or what stands behind its label. */
  private static Optional<String> inside(String word) {
    for (Pattern wrapping : WRAPPED) {
      Matcher wrapped = wrapping.matcher(word);
      if (wrapped.matches()) {
        return Optional.of(wrapped.group(1));
      }
    }
    Matcher label = LABEL.matcher(word.toLowerCase(Locale.ROOT));
    return label.matches() ? Optional.of(label.group(1)) : Optional.empty();
  }

  private static Optional<Answer> known(String spelled) {
    String word =
        spelled
            .toLowerCase(Locale.ROOT)
            .replaceAll("[\\s_]+|(?<=[a-z])-(?=[a-z0-9])", " ")
            .strip()
            .replaceFirst("^(\\d+)\\.0+$", "$1");
    if (TIES.contains(word)) {
      return Optional.of(Answer.TIE);
    }
    if (UNREADABLE.contains(word)) {
      return Optional.of(Answer.MALFORMED);
    }
    if (TRUNCATED.contains(word)) {
      return Optional.of(Answer.TRUNCATED);
    }
    if (word.equals(Answer.OVERLONG.word())) {
      return Optional.of(Answer.OVERLONG);
    }
    if (word.equals(Answer.FAILED.word())) {
      return Optional.of(Answer.FAILED);
    }
    Matcher side =
        SIDE.matcher(word.replaceFirst("^(the )?first$", "1").replaceFirst("^(the )?second$", "2"));
    if (side.matches()) {
      return Optional.of(side(side.group(1)));
    }
    Matcher comparison = COMPARISON.matcher(word);
    return comparison.matches() ? compared(comparison) : Optional.empty();
  }

  private static Answer side(String name) {
    return name.equals("1") || name.equals("a") ? Answer.FIRST : Answer.SECOND;
  }

  private static Optional<Answer> compared(Matcher comparison) {
    Answer left = side(comparison.group(1));
    if (left == side(comparison.group(3))) {
      return Optional.empty();
    }
    return switch (comparison.group(2).charAt(0)) {
      case '>', '≫' -> Optional.of(left);
      case '<', '≪' -> Optional.of(left.swapped());
      default -> Optional.of(Answer.TIE);
    };
  }
}
