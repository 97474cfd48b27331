package io.github.rrm4j.evaluation.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VotesTest {

  private static List<Sample> samples(Answer... answers) {
    return Arrays.stream(answers).map(Sample::new).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 2, 0, 0, FIRST",
    "2, 3, 0, 4, SECOND",
    "2, 2, 0, 1, SPLIT",
    "0, 0, 0, 5, UNREADABLE",
    "1, 1, 2, 0, TIE",
    "2, 1, 2, 0, SPLIT",
    "3, 1, 2, 0, FIRST",
    "0, 0, 1, 0, TIE"
  })
  void theAnswerWithTheMostVotesWins(
      int first, int second, int tie, int unreadable, Result result) {
    assertEquals(result, new MajorityVote(first, second, tie, unreadable, 0).result());
  }

  @Test
  void votesInTheOtherOrderCountForTheComparisonsOwn() {
    MajorityVote votes =
        new JudgedComparison(
                "a",
                "",
                Order.SWAPPED,
                Optional.empty(),
                samples(Answer.FIRST, Answer.FIRST, Answer.SECOND, Answer.TIE, Answer.TRUNCATED))
            .votes();
    assertEquals(new MajorityVote(1, 2, 1, 0, 1), votes);
    assertEquals(0.375, votes.share(Side.FIRST)); // (1 + 1/2) of 4 readable
    assertEquals(0.5, MajorityVote.NONE.share(Side.FIRST));
  }

  @Test
  void spellingsOfAnAnswerAreKnown() {
    for (String text :
        List.of("1", "A", " a ", "A>B", "[[A]]", "[[A>>B]]", "Assistant 1", "first")) {
      assertEquals(Optional.of(Answer.FIRST), Answer.spelled(text), text);
    }
    for (String text : List.of("2", "[[B]]", "B>A", "model_b", "SECOND")) {
      assertEquals(Optional.of(Answer.SECOND), Answer.spelled(text), text);
    }
    for (String text : List.of("tie", "C", "A=B", "0")) {
      assertEquals(Optional.of(Answer.TIE), Answer.spelled(text), text);
    }
    assertEquals(Optional.empty(), Answer.spelled("the first one"));
    assertEquals(Optional.of(Answer.MALFORMED), Answer.spelled(""));
  }
}
