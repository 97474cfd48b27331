package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Boxed;
import io.github.rrm4j.data.Side;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verdicts that stand between marks. All are read in time linear in the length of the answer. */
enum MarkedVerdict implements VerdictFormat {
  /**
   * The last box; its content is {@code Assistant 1} or {@code Assistant 2}, perhaps in one {@code
   * \text{}}.
   *
   * <p>Source: Guo et al., "Reward Reasoning Model", arXiv 2505.14674, and the authors' reward
   * code.
   */
  BOXED {
    @Override
    public Verdict read(String answer) {
      return Boxed.last(answer).map(BoxedSide::of).orElse(Verdict.MALFORMED);
    }

    @Override
    public Optional<String> written(Side side) {
      return Optional.of("\\boxed{Assistant " + side.number() + "}");
    }

    @Override
    public Optional<Integer> place(String text) {
      int name = text.indexOf(BoxedSide.NAME, Boxed.start(text));
      return name < 0 ? Optional.empty() : Optional.of(name + BoxedSide.NAME.length());
    }
  },
  /**
   * Every {@code [[...]]} of A, B, C, {@code <}, {@code >}, {@code =} is a verdict, and all must
   * say the same; brackets around anything else are text.
   *
   * <p>Source: Arena-Hard's {@code get_score} ({@code \[\[([AB<>=]+)\]\]}, no score where matches
   * differ), with {@code [[C]]} of MT-Bench (Zheng et al. 2023). Differs: {@code [[A>>B]]} beside
   * {@code [[A>B]]} agree, since the strength is not kept; MT-Bench's and RewardBench's code takes
   * {@code [[A]]} wherever it stands, also where {@code [[B]]} does.
   */
  BRACKETS {
    @Override
    public Verdict read(String answer) {
      Matcher mark = DOUBLE.matcher(answer);
      Verdict said = Verdict.MALFORMED;
      boolean any = false;
      while (mark.find()) {
        Verdict one = inBrackets(mark.group(1));
        if (one == Verdict.MALFORMED || any && one != said) {
          return Verdict.MALFORMED;
        }
        said = one;
        any = true;
      }
      return said;
    }

    @Override
    public Optional<String> written(Side side) {
      return Optional.of("[[" + letter(side) + "]]");
    }

    @Override
    public Optional<Integer> place(String text) {
      Matcher mark = DOUBLE.matcher(text);
      Optional<Integer> last = Optional.empty();
      while (mark.find()) {
        last = Optional.of(mark.start(1));
      }
      return last;
    }
  },
  /**
   * The content of the last {@code <answer>...</answer>}: a verdict of {@link #BRACKETS} with its
   * brackets or without. Where the last tag is not closed, no earlier one stands in for it.
   *
   * <p>Source: RM-R1 (Chen et al. 2025, arXiv 2505.02387), which asks for {@code
   * <answer>[[A]]</answer>}, and J1. Differs: RM-R1's reward looks for the tag in the last 80
   * characters.
   */
  ANSWER_TAG {
    @Override
    public Verdict read(String answer) {
      int open = answer.lastIndexOf(OPEN);
      int close = open < 0 ? -1 : answer.indexOf(CLOSE, open);
      if (close < 0) {
        return Verdict.MALFORMED;
      }
      String content = answer.substring(open + OPEN.length(), close).strip();
      boolean wrapped = content.startsWith("[[") && content.endsWith("]]") && content.length() > 4;
      return inBrackets(wrapped ? content.substring(2, content.length() - 2).strip() : content);
    }

    @Override
    public Optional<String> written(Side side) {
      return Optional.of(OPEN + "[[" + letter(side) + "]]" + CLOSE);
    }

    @Override
    public Optional<Integer> place(String text) {
      int open = text.lastIndexOf(OPEN);
      int at = open + OPEN.length();
      while (open >= 0 && at < text.length() && " \n[".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return open < 0 || at == text.length() ? Optional.empty() : Optional.of(at);
    }
  },
  /** The ranking of two responses; see {@link StatedRanking}. */
  RANKING {
    @Override
    public Verdict read(String answer) {
      return StatedRanking.read(answer, 2)
          .map(ranking -> ranking.best().get(0) == 0 ? Verdict.FIRST : Verdict.SECOND)
          .orElse(Verdict.MALFORMED);
    }

    @Override
    public Optional<String> written(Side side) {
      return Optional.of(
          new StatedRanking(side == Side.FIRST ? List.of(0, 1) : List.of(1, 0)).written());
    }

    @Override
    public Optional<Integer> place(String text) {
      int at = Boxed.start(text);
      while (at < text.length() && !Character.isDigit(text.charAt(at))) {
        at++;
      }
      return at == text.length() ? Optional.empty() : Optional.of(at);
    }
  },
  /** Two scores; see {@link TwoScores}. */
  SCORES {
    @Override
    public Verdict read(String answer) {
      return TwoScores.read(answer);
    }

    @Override
    public Optional<String> written(Side side) {
      return Optional.empty();
    }

    @Override
    public Optional<Integer> place(String text) {
      return Optional.empty();
    }
  };

  private static final Pattern DOUBLE = Pattern.compile("\\[\\[ *([ABC<>=]{1,9}) *\\]\\]");
  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";

  @Override
  public String word() {
    return Word.of(this);
  }

  /** What stands between double brackets. */
  static Verdict inBrackets(String content) {
    if (FIRST.contains(content)) {
      return Verdict.FIRST;
    }
    if (SECOND.contains(content)) {
      return Verdict.SECOND;
    }
    return TIE.contains(content) ? Verdict.TIE : Verdict.MALFORMED;
  }

  private static final List<String> FIRST = List.of("A", "A>B", "A>>B", "B<A", "B<<A");
  private static final List<String> SECOND = List.of("B", "B>A", "B>>A", "A<B", "A<<B");
  private static final List<String> TIE = List.of("C", "A=B", "B=A");

  private static String letter(Side side) {
    return side == Side.FIRST ? "A" : "B";
  }

  /** The names in a box. */
  private static final class BoxedSide {

    private static final String NAME = "Assistant ";
    private static final String TEXT = "\\text{";

    private BoxedSide() {}

    static Verdict of(String content) {
      String name = content.strip();
      if (name.startsWith(TEXT) && name.endsWith("}")) {
        name = name.substring(TEXT.length(), name.length() - 1).strip();
      }
      return switch (name) {
        case NAME + "1" -> Verdict.FIRST;
        case NAME + "2" -> Verdict.SECOND;
        default -> Verdict.MALFORMED;
      };
    }
  }
}
