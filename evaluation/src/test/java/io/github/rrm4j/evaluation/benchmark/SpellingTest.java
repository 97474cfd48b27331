package io.github.rrm4j.evaluation.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.0",
        " 1. ",
        "A",
        "a",
        "(a)",
        "\"A\"",
        "`A`",
        "first",
        "First",
        "**A**",
        "__A__",
        "[[A]]",
        "[A]",
        "**[[A]]**",
        "[[A>>B]]",
        "A>B",
        "A >> B",
        "B<A",
        "B << A",
        "1>2",
        "\\boxed{Assistant 1}",
        "$\\boxed{\\text{A}}$",
        "\\boxed{A}.",
        "Assistant 1",
        "Assistant A",
        "assistant_a",
        "Response 1",
        "response_1",
        "Response A",
        "Model A",
        "model_a",
        "model-1",
        "Output (a)",
        "output_1",
        "Answer A",
        "Candidate 1",
        "Option A",
        "Assistant A > Assistant B",
        "Assistant A is better",
        "Response 1 wins",
        "Verdict: A",
        "My final verdict is: [[A>B]]",
        "Final answer: **Assistant 1**",
        "<answer>A</answer>",
        "<answer>[[A]]</answer>",
        "Assistant A is significantly better: [[A>>B]]",
        "Both are fine, but the first is complete. \\boxed{Assistant 1}",
        "[[A]], so once more: [[A]]",
      })
  void theFirst(String text) {
    assertEquals(Optional.of(Answer.FIRST), Spelling.answer(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "2.0",
        "B",
        "second",
        "**B**",
        "\\boxed{Assistant 2}",
        "Response 2",
        "model_b",
        "B>A",
        "[[B>>A]]",
        "A<B",
        "Output (b)",
        "Assistant B is the better response",
        "The verdict is [[B]] as A is wrong",
      })
  void theSecond(String text) {
    assertEquals(Optional.of(Answer.SECOND), Spelling.answer(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "1.5",
        "tie",
        "Tie",
        "TIE",
        "C",
        "[[C]]",
        "A=B",
        "[[A=B]]",
        "A == B",
        "neither",
        "both",
        "both bad",
        "both_bad",
        "tie (bothbad)",
        "tie (both bad)",
        "draw",
        "equal",
        "\\boxed{tie}",
        "**Tie**",
      })
  void neither(String text) {
    assertEquals(Optional.of(Answer.TIE), Spelling.answer(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "null", "none", "malformed", "error"})
  void unreadable(String text) {
    assertEquals(Optional.of(Answer.MALFORMED), Spelling.answer(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "better",
        "3",
        "1.3",
        "1.51",
        "-1",
        "true",
        "A or B",
        "A B",
        "A>A",
        "[[A]] or [[B]]",
        "\\boxed{A} \\boxed{B}",
        "[[A]] \\boxed{B}",
        "[[A]] but [[unsure]]",
        "Assistant A is worse",
        "**Assistant A** is worse than **Assistant B**",
        "A is not better",
        "m",
        "M",
        "chosen",
        "left",
        "10",
        "1,5",
        "AB",
        "?",
        "[[A",
        "NaN",
        "12",
        "Assistant 3",
      })
  void whatMayMeanSeveralThingsIsNotRead(String text) {
    assertEquals(Optional.empty(), Spelling.answer(text), text);
  }
}
