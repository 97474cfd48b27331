package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Worked by hand. */
class PuzzleTest {

  private static final Key KEY = Key.of(3, "test");

  @Test
  void aComparisonSlipsByTakingTheSmallerNumber() {
    expect(new Comparison(48, 43), Context.HARD, "4 = 4. 8 > 3.", "a", "4 = 4. 8 > 3.", "b");
    expect(new Comparison(57, 48), Context.MILD, "5 > 4.", "a", "5 > 4.", "b");
    expect(new Comparison(48, 57), Context.PLAIN, "4 < 5.", "b", "4 < 5.", "b");
    assertEquals("a", new Comparison(48, 57).wrong(KEY));
    assertEquals("Which is larger, a 48 or b 57?", new Comparison(48, 57).query());
  }

  @Test
  void aCountSlipsOnADirectRepeatOrOnTheFirstOfALongWord() {
    expect(
        new Counting("baab", 'a'), Context.HARD, "b 0 a 1 a 2 b 2.", "2", "b 0 a 1 a 1 b 1.", "1");
    expect(
        new Counting("acdacdbb", 'a'),
        Context.MILD,
        "a 1 c 1 d 1 a 2 c 2 d 2 b 2 b 2.",
        "2",
        "a 0 c 0 d 0 a 1 c 1 d 1 b 1 b 1.",
        "1");
    expect(
        new Counting("bcab", 'b'), Context.PLAIN, "b 1 c 1 a 1 b 2.", "2", "b 1 c 1 a 1 b 2.", "2");
    assertEquals("3", new Counting("bcab", 'b').wrong(KEY));
    assertEquals("How many b in b c a b?", new Counting("bcab", 'b').query());
  }

  @Test
  void aSortSlipsOnTheLastTwoOfALongList() {
    expect(
        new Sorting(List.of(7, 3, 9, 1)),
        Context.MILD,
        "1 | 7 3 9. 3 | 7 9. 7 | 9. 9.",
        "9",
        "1 | 7 3 9. 3 | 7 9. 9 | 7. 7.",
        "7");
    assertEquals(Context.HARD, new Sorting(List.of(7, 3, 9, 1, 0)).context());
    assertEquals("7", new Sorting(List.of(7, 3, 9, 1, 0)).wrong(KEY));
    assertEquals("7", new Sorting(List.of(7, 3, 9)).wrong(KEY));
    assertEquals("Sort 7 3 9: which is last?", new Sorting(List.of(7, 3, 9)).query());
    expect(
        new Sorting(List.of(7, 3, 9)),
        Context.PLAIN,
        "3 | 7 9. 7 | 9. 9.",
        "9",
        "3 | 7 9. 7 | 9. 9.",
        "9");
  }

  @Test
  void anArithmeticSlipOverlooksTheFirstTermWhoseSignFollowsItselfAndGoesOn() {
    expect(
        new Arithmetic(8, List.of(-3, -1, 4)),
        Context.HARD,
        "8 - 3 = 5. - 1 = 4. + 4 = 8.",
        "8",
        "8 - 3 = 5. - 1 = 5. + 4 = 9.",
        "9");
    expect(
        new Arithmetic(2, List.of(3, 4, -1)),
        Context.MILD,
        "2 + 3 = 5. + 4 = 9. - 1 = 8.",
        "8",
        "2 + 3 = 5. + 4 = 5. - 1 = 4.",
        "4");
    expect(
        new Arithmetic(4, List.of(3, -5)),
        Context.PLAIN,
        "4 + 3 = 7. - 5 = 2.",
        "2",
        "4 + 3 = 7. - 5 = 2.",
        "2");
    expect(
        new Arithmetic(9, List.of(-1, -2, -3)),
        Context.HARD,
        "9 - 1 = 8. - 2 = 6. - 3 = 3.",
        "3",
        "9 - 1 = 8. - 2 = 8. - 3 = 5.",
        "5");
    assertEquals("8 - 3 - 1 + 4", new Arithmetic(8, List.of(-3, -1, 4)).query());
  }

  @Test
  void aDrawnChainHasOneToFiveDifferentTermsStaysInRangeAndRepeatsASignOnceWhereASlipMayHappen() {
    Set<Integer> lengths = new HashSet<>();
    for (Context context : Context.values()) {
      for (int i = 0; i < 500; i++) {
        String query = PuzzleKind.ARITHMETIC.draw(context, KEY.with(i)).query();
        String[] terms = query.replaceAll("([+-]) ", "$1").split(" ");
        lengths.add(terms.length - 1);
        assertEquals(
            terms.length - 1,
            Arrays.stream(terms).skip(1).map(term -> term.substring(1)).distinct().count(),
            query);
        int sum = Integer.parseInt(terms[0]);
        int repeats = 0;
        for (int j = 1; j < terms.length; j++) {
          sum += Integer.parseInt(terms[j]);
          repeats += j > 1 && terms[j].charAt(0) == terms[j - 1].charAt(0) ? 1 : 0;
          assertTrue(sum >= 0 && sum <= 9, query);
        }
        assertEquals(context == Context.PLAIN ? 0 : 1, repeats, query);
      }
    }
    assertEquals(Set.of(1, 2, 3, 4, 5), lengths);
  }

  @Test
  void contentDoesNotDependOnTheOrderOfTheParts() {
    assertEquals(new Comparison(48, 71).content(), new Comparison(71, 48).content());
    assertEquals(new Sorting(List.of(3, 1, 2)).content(), new Sorting(List.of(2, 3, 1)).content());
    assertEquals(
        new Arithmetic(4, List.of(5, -3)).content(), new Arithmetic(5, List.of(-3, 4)).content());
    assertEquals(new Counting("abcd", 'a').content(), new Counting("abcd", 'b').content());
  }

  @Test
  void aTraceEndsWithTheComparisonOfBothCandidatesAndTheVerdictFollowsFromIt() {
    Puzzle puzzle = new Arithmetic(8, List.of(-3, -1));
    Pair pair = new Pair("a", "arithmetic", puzzle.query(), "5", "4", Side.SECOND);
    assertEquals(
        new Trace("8 - 3 = 5. - 1 = 4. = 4. 1: 5 no. 2: 4 yes.", Side.SECOND),
        Trace.of(puzzle, pair, Slips.NONE, KEY));
    assertEquals(
        new Trace("8 - 3 = 5. - 1 = 5. = 5. 1: 5 yes. 2: 4 no.", Side.FIRST),
        Trace.of(puzzle, pair, new Slips(1, 1), KEY));
  }

  @Test
  void whenNoCandidateIsTheResultTheKeyDrawsTheVerdict() {
    Puzzle puzzle = new Arithmetic(4, List.of(5));
    Pair pair = new Pair("a", "arithmetic", puzzle.query(), "1", "2", Side.FIRST);
    int first = 0;
    for (int i = 0; i < 400; i++) {
      Trace trace = Trace.of(puzzle, pair, Slips.NONE, KEY.with(i));
      assertEquals("4 + 5 = 9. = 9. 1: 1 no. 2: 2 no.", trace.thinking());
      first += trace.verdict() == Side.FIRST ? 1 : 0;
    }
    assertEquals(200, first, 40);
  }

  private static void expect(
      Puzzle puzzle, Context context, String steps, String right, String slipSteps, String slip) {
    assertEquals(context, puzzle.context());
    assertEquals(new Working(steps, right), puzzle.correct());
    assertEquals(new Working(slipSteps, slip), puzzle.slipped());
  }
}
