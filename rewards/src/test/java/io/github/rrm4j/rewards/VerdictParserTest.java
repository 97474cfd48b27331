package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictParserTest {

  private final VerdictParser thinking = new VerdictParser(true);
  private final VerdictParser direct = new VerdictParser(false);

  @Test
  void theBoxAfterTheThinkingIsTheVerdict() {
    assertEquals(Verdict.FIRST, read("<think>\n1 is right.\n</think>\n\n\\boxed{Assistant 1}"));
    assertEquals(Verdict.SECOND, read("<think></think>\\boxed{Assistant 2}"));
  }

  @Test
  void theLastBoxCounts() {
    assertEquals(
        Verdict.SECOND, read("<think>x</think>\\boxed{Assistant 1}, no: \\boxed{Assistant 2}."));
  }

  @Test
  void aBadLastBoxIsNotReplacedByAGoodEarlierOne() {
    assertEquals(Verdict.MALFORMED, read("<think>x</think>\\boxed{Assistant 1} \\boxed{neither}"));
    assertEquals(
        Verdict.MALFORMED, read("<think>x</think>\\boxed{Assistant 1} \\boxed{Assistant 2"));
  }

  @Test
  void aBoxInsideTheThinkingIsNotTheVerdict() {
    assertEquals(Verdict.MALFORMED, read("<think>\\boxed{Assistant 1}</think> Done."));
    assertEquals(
        Verdict.MALFORMED, read("<think>a</think>\\boxed{Assistant 1}</think> thought again"));
    assertEquals(Verdict.FIRST, read("<think>\\boxed{Assistant 2}</think>\\boxed{Assistant 1}"));
  }

  @Test
  void thinkingThatIsOpenedAgainAndNotClosedHidesNothing() {
    assertEquals(Verdict.FIRST, read("<think>a</think><think>\\boxed{Assistant 1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Assistant 1",
        "  Assistant 1\n",
        "\\text{Assistant 1}",
        " \\text{ Assistant 1 } ",
        "\\text{Assistant 1\n}"
      })
  void whiteSpaceAndOneTextWrapperAreTolerated(String content) {
    assertEquals(Verdict.FIRST, read("<think></think>\\boxed{" + content + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "Assistant",
        "Assistant 3",
        "Assistant 12",
        "Assistant  1",
        "Assistant1",
        "assistant 1",
        "Assistant 1.",
        "Assistant 1 and Assistant 2",
        "{Assistant 1}",
        "\\text{Assistant 1}{}",
        "\\text{\\text{Assistant 1}}",
        "\\text {Assistant 1}",
        "\\textbf{Assistant 1}",
        "\\text{",
        "**Assistant 1**",
        "$Assistant 1$",
        "Assistant\u00a01",
        "\u00a0Assistant 1"
      })
  void anyOtherContentIsMalformed(String content) {
    assertEquals(Verdict.MALFORMED, read("<think></think>\\boxed{" + content + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\\boxed{Assistant 1}",
        "<think>\\boxed{Assistant 1}",
        "a</think>\\boxed{Assistant 1}",
        "</think><think>\\boxed{Assistant 1}",
        "<think></think>",
        "<think></think>Assistant 1",
        "<think></think>boxed{Assistant 1}",
        "<think></think>\\boxed Assistant 1",
        "<think></think>\\boxed {Assistant 1}",
        "<think></think>\\Boxed{Assistant 1}",
        "<think></think>\\boxed{Assistant 1",
        "<think></think>\\boxed{{Assistant 1}",
        "<think></think>\\boxed{",
        "<THINK></THINK>\\boxed{Assistant 1}"
      })
  void aTextWithoutClosedThinkingOrWithoutAClosedBoxIsMalformed(String text) {
    assertEquals(Verdict.MALFORMED, read(text));
  }

  @Test
  void ofNestedBoxesTheInnerOneIsTheLast() {
    assertEquals(Verdict.FIRST, read("<think></think>\\boxed{\\boxed{Assistant 1}}"));
  }

  @Test
  void bracesOutsideTheBoxDoNotMatter() {
    assertEquals(Verdict.FIRST, read("<think>{{</think>}{ \\boxed{Assistant 1}}} {"));
  }

  @Test
  void aTruncatedCompletionIsTruncatedWhateverItHolds() {
    String complete = "<think></think>\\boxed{Assistant 1}";
    assertEquals(Verdict.TRUNCATED, thinking.parse(complete, true));
    assertEquals(Verdict.TRUNCATED, thinking.parse("", true));
    assertEquals(Verdict.TRUNCATED, direct.parse(complete, true));
  }

  @Test
  void aDirectJudgeNeedsNoThinking() {
    assertEquals(Verdict.SECOND, direct.parse("\\boxed{Assistant 2}", false));
    assertEquals(Verdict.MALFORMED, direct.parse("Assistant 2", false));
  }

  @Test
  void aDirectJudgeThatThinksMustCloseItsThinking() {
    assertEquals(
        Verdict.FIRST,
        direct.parse("<think>\\boxed{Assistant 2}</think>\\boxed{Assistant 1}", false));
    assertEquals(Verdict.MALFORMED, direct.parse("<think>\\boxed{Assistant 1}", false));
    assertEquals(Verdict.MALFORMED, direct.parse("</think>\\boxed{Assistant 1}", false));
  }

  @Test
  void hostileTextTakesLinearTime() {
    int n = 1_000_000;
    for (String piece : new String[] {"{", "\\boxed{", "<think>", "</think>", "\\boxed{\\text{"}) {
      String text = "<think></think>" + piece.repeat(n) + "}".repeat(n);
      assertTimeoutPreemptively(Duration.ofSeconds(5), () -> thinking.parse(text, false));
    }
  }

  private Verdict read(String text) {
    return thinking.parse(text, false);
  }
}
