package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.data.Side;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatedRankingTest {

  private static Optional<List<Integer>> read(String answer, int n) {
    return StatedRanking.read(answer, n).map(StatedRanking::best);
  }

  @Test
  void theBestComesFirstAndCountsFromOne() {
    assertEquals(Optional.of(List.of(1, 0, 2)), read("So \\boxed{2 > 1 > 3}.", 3));
    assertEquals(Optional.of(List.of(1, 0, 2)), read("\\boxed{ 2>1 >3 }", 3));
    assertEquals(
        Optional.of(List.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)),
        read("\\boxed{10 > 9 > 8 > 7 > 6 > 5 > 4 > 3 > 2 > 1}", 10));
  }

  @Test
  void theLastBoxCounts() {
    assertEquals(Optional.of(List.of(0, 1)), read("first \\boxed{2 > 1}, no: \\boxed{1 > 2}", 2));
    assertEquals(Optional.empty(), read("\\boxed{2 > 1} and then \\boxed{1 > ", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 > 1 > 3", // no box
        "\\boxed{2 > 1}", // one is missing
        "\\boxed{2 > 1 > 3 > 4}", // one too many
        "\\boxed{2 > 1 > 1}", // twice
        "\\boxed{2 > 1 > 4}", // none of these
        "\\boxed{2 > 1 > 0}",
        "\\boxed{2 > 1 = 3}", // a tie
        "\\boxed{2, 1, 3}",
        "\\boxed{2 > 1 > 3 >}",
        "\\boxed{> 2 > 1 > 3}",
        "\\boxed{2 > 1 > 3 best}",
        "\\boxed{02 > 1 > 3}",
        "\\boxed{2 1 > 3}",
        "\\boxed{99999999999 > 1 > 3}",
        "\\boxed{\u0662 > 1 > 3}", // an Arabic two
        "\\boxed{}",
      })
  void everythingElseIsNoRanking(String answer) {
    assertEquals(Optional.empty(), read(answer, 3), answer);
  }

  @Test
  void whatIsWrittenIsRead() {
    StatedRanking ranking = new StatedRanking(List.of(3, 0, 2, 1));
    assertEquals("\\boxed{4 > 1 > 3 > 2}", ranking.written());
    assertEquals(Optional.of(ranking), StatedRanking.read(ranking.written(), 4));
  }

  /** Shown were responses 2, 0, 1 at the places 1, 2, 3; the third place is the best, then 1. */
  @Test
  void theOrderShownIsUndone() {
    StatedRanking stated = StatedRanking.read("\\boxed{3 > 1 > 2}", 3).orElseThrow();
    assertEquals(List.of(1, 2, 0), stated.undone(new int[] {2, 0, 1}).best());
  }

  @Test
  void aScoreIsHowManyStandBelow() {
    assertArrayEquals(new double[] {1, 2, 0}, new StatedRanking(List.of(1, 0, 2)).scores());
  }

  @Test
  void aRankingOfTwoIsAVerdictOnAPair() {
    VerdictFormat format = VerdictFormat.named("test", "ranking");
    assertEquals(Verdict.FIRST, format.read("\\boxed{1 > 2}"));
    assertEquals(Verdict.SECOND, format.read("\\boxed{2 > 1}"));
    assertEquals(Verdict.MALFORMED, format.read("\\boxed{Assistant 1}"));
    assertEquals(Verdict.MALFORMED, format.read("\\boxed{2 > 1 > 3}"));
    assertEquals(Optional.of("\\boxed{2 > 1}"), format.written(Side.SECOND));
    assertEquals(Optional.of(10), format.place("So \\boxed{2 > 1}"));
  }
}
