package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictFormatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST     | My final verdict is: [[A]]",
        "FIRST     | My final verdict is tie-breaking, hence [[A>B]].",
        "FIRST     | [[A>>B]]",
        "FIRST     | [[B<A]] [[B<<A]]",
        "SECOND    | [[ B ]]",
        "SECOND    | [[B>A]]",
        "SECOND    | [[A<<B]]",
        "TIE       | [[C]]",
        "TIE       | [[A=B]], so [[B=A]]",
        "FIRST     | [[A]] and once more [[A]]",
        "FIRST     | [[A>>B]], at least [[A>B]]",
        "FIRST     | see [[Category:Algebra]] and [[1]]: [[A]]",
        "MALFORMED | [[A]], no: [[B]]",
        "MALFORMED | [[A]] or [[C]]",
        "MALFORMED | [[AB]]",
        "MALFORMED | [[A>A]] [[A]]",
        "MALFORMED | [[A>]]",
        "MALFORMED | [A]",
        "MALFORMED | [[a]]",
        "MALFORMED | [[A] ]",
        "MALFORMED | A",
        "MALFORMED | \\boxed{Assistant 1}",
      })
  void bracketsAllSayTheSameOrNothing(Verdict verdict, String answer) {
    assertEquals(verdict, VerdictFormat.BRACKETS.read(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST     | <rubric>x</rubric><eval>y</eval> <answer>[[A]]</answer>",
        "SECOND    | <answer> [[B]] </answer>",
        "SECOND    | <answer>B</answer>",
        "TIE       | <answer>[[C]]</answer>",
        "SECOND    | <answer>[[A]]</answer>, no, <answer>[[B]]</answer>",
        "MALFORMED | <answer>[[A]]</answer> <answer>[[B]]",
        "MALFORMED | <answer>[[A]] [[A]]</answer>",
        "MALFORMED | <answer>[A]</answer>",
        "MALFORMED | <answer>[[]]</answer>",
        "MALFORMED | <answer></answer>",
        "MALFORMED | <answer>[[A]]<answer>",
        "MALFORMED | [[A]]",
        "MALFORMED | </answer>[[A]]<answer>",
      })
  void theLastAnswerTagCounts(Verdict verdict, String answer) {
    assertEquals(verdict, VerdictFormat.ANSWER_TAG.read(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8 5\nThe first one is better.",
        "8, 5",
        "\n\n 8.5  8 \nwhy",
        "Analysis.\nScores: \\boxed{8, 5}",
        "Scores: \\boxed{[8, 5]}",
        "\\boxed{1, 9} was my first thought; \\boxed{9, 1}",
        "<score_A> 7 </score_A> <score_B>6.5</score_B>",
        "<score_A>1</score_A> then <score_A>7</score_A><score_B>6</score_B>",
        "8 5\nScores: \\boxed{8, 5}"
      })
  void theHigherScoreWins(String answer) {
    assertEquals(Verdict.FIRST, VerdictFormat.SCORES.read(answer));
  }

  @Test
  void equalScoresAreATie() {
    assertEquals(Verdict.TIE, VerdictFormat.SCORES.read("7 7\nBoth are fine."));
    assertEquals(Verdict.TIE, VerdictFormat.SCORES.read("\\boxed{7, 7.0}"));
    assertEquals(Verdict.SECOND, VerdictFormat.SCORES.read("\\boxed{-1, 0}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "8 5 3",
        "8 5 points",
        "Assistant 1 gets 8, Assistant 2 gets 5",
        "why\n8 5",
        "8/10 5/10",
        "\\boxed{8}",
        "\\boxed{8, 5, 3}",
        "\\boxed{8, five}",
        "\\boxed{8, 5",
        "5 8\nScores: \\boxed{8, 5}",
        "<score_A>8</score_A>",
        "<score_A>NaN</score_A><score_B>5</score_B>",
        "1e999 1",
        "99999999999 1"
      })
  void anythingElseIsNoPairOfScores(String answer) {
    assertEquals(Verdict.MALFORMED, VerdictFormat.SCORES.read(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST     | winner | {\"winner\": \"A\"}",
        "FIRST     | winner | {\"winner\": 1}",
        "SECOND    | winner | Here: ```json {\"why\": \"a {brace}\", \"winner\": \"[[B]]\"} ``` done.",
        "TIE       | winner | {\"winner\": \"Tie\"}",
        "SECOND    | winner | {\"winner\": \"A\"} I mean {\"winner\": \"second\"}",
        "FIRST     | a.b    | \\frac{1}{2} {\"a\": {\"b\": \"A>B\"}}",
        "FIRST     | s.a,s.b | {\"s\": {\"a\": 8, \"b\": 7.5}}",
        "TIE       | a,b    | {\"a\": 8, \"b\": 8}",
        "MALFORMED | a,b    | {\"a\": \"8\", \"b\": 7}",
        "MALFORMED | winner | {\"winner\": \"both\"}",
        "MALFORMED | winner | {\"winner\": null}",
        "MALFORMED | winner | {\"winner\": true}",
        "MALFORMED | winner | {\"winner\": 1.0}",
        "MALFORMED | winner | {\"choice\": \"A\"}",
        "MALFORMED | winner | {\"winner\": \"A\", \"winner\": \"B\"}",
        "MALFORMED | winner | {\"winner\": \"A\"",
        "MALFORMED | winner | \"winner\": \"A\"",
        "MALFORMED | winner | {\"winner\": \"A\"} {\"note\": 1}",
      })
  void theFieldOfTheLastObjectCounts(Verdict verdict, String fields, String answer) {
    assertEquals(verdict, VerdictFormat.named("test", "json:" + fields).read(answer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"boxed", "brackets", "answer_tag", "json:winner", "json:a.b"})
  void whatAJudgeIsTaughtToWriteIsRead(String name) {
    VerdictFormat format = VerdictFormat.named("test", name);
    assertEquals(name, format.word());
    assertEquals(Verdict.FIRST, format.read(format.written(Side.FIRST).orElseThrow()));
    assertEquals(Verdict.SECOND, format.read(format.written(Side.SECOND).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"boxed", "brackets", "answer_tag"})
  void theSidesDifferAtTheirPlace(String name) {
    VerdictFormat format = VerdictFormat.named("test", name);
    String first = "so " + format.written(Side.FIRST).orElseThrow();
    String second = "so " + format.written(Side.SECOND).orElseThrow();
    int place = format.place(first).orElseThrow();
    assertEquals(first.substring(0, place), second.substring(0, place));
    assertEquals(name.equals("boxed") ? '1' : 'A', first.charAt(place));
    assertEquals(name.equals("boxed") ? '2' : 'B', second.charAt(place));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bracket  | test: is 'bracket', must be one of boxed, brackets, answer_tag, scores, ranking, json:FIELD; did you mean brackets?",
        "json:    | test: is 'json:', must be json:FIELD, or json:FIELD,FIELD of two scores",
        "json:a,b,c | test: is 'json:a,b,c', must be json:FIELD, or json:FIELD,FIELD of two scores",
      })
  void anUnknownFormatIsRefused(String name, String message) {
    InvalidInput e =
        assertThrows(InvalidInput.class, () -> VerdictFormat.named("test", name.strip()));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aVerdictInTheThinkingIsNone() {
    VerdictParser parser = new VerdictParser(VerdictFormat.BRACKETS, false);
    assertEquals(Verdict.FIRST, parser.parse("<think>[[B]]?</think>[[A]]", false));
    assertEquals(Verdict.MALFORMED, parser.parse("<think>[[B]]</think>", false));
    assertEquals(Verdict.MALFORMED, parser.parse("<think>[[B]]", false));
    assertEquals(Verdict.SECOND, parser.parse("Explanation. [[B]]", false));
    assertEquals(Verdict.TRUNCATED, parser.parse("[[B]]", true));
  }

  @Test
  void hostileTextTakesLinearTime() {
    for (String piece :
        List.of("{", "{\"a\":", "{\"a\":[", "[[A", "<answer>", "<score_A>", "\\boxed{", "8 ")) {
      String text = piece.repeat(200_000);
      for (String name : List.of("brackets", "answer_tag", "scores", "json:a")) {
        VerdictFormat format = VerdictFormat.named("test", name);
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> assertEquals(Verdict.MALFORMED, format.read(text)),
            name + " of " + piece);
      }
    }
  }
}
