package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model has 512 positions, of which a judgement may take 12. */
class OverlongTest {

  private static final int LONGEST = 500;
  private static final String LONG = "9 ".repeat(600);
  private static final String QUERY = "8 - 3 + 4";

  @TempDir static Path folder;
  private static TinyJudge judge;

  @BeforeAll
  static void open() {
    judge = TinyJudge.open(folder, new Sampling(1, 12));
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  private static Asker asker(Overlong overlong) {
    return new TokenAsker(
        judge.format(), judge.engine(id -> id % 20 == 0), new Sampling(1, 12), overlong);
  }

  private static OpenPair pair(String id, String query, String first, String second) {
    return new OpenPair(id, query, first, second, Optional.empty());
  }

  private static OpenPair shown(Overlong overlong, OpenPair pair, Order order) {
    return asker(overlong).shown(Question.of(pair, order, Key.of(1, "q"))).orElseThrow();
  }

  @Test
  void anErrorNamesTheLimitAndTheRemedies() {
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () -> asker(Overlong.FAIL).check(pair("long", QUERY, LONG, "8"), "p.jsonl:2"));
    String message = error.getMessage();
    assertTrue(message.startsWith("p.jsonl:2: the prompt of pair 'long' has "), message);
    assertTrue(message.contains("must have at most 500, so that 12 new tokens fit"), message);
    assertTrue(message.contains("--overlong count or shorten"), message);
    assertEquals(
        PromptFit.WHOLE, asker(Overlong.FAIL).check(pair("a", QUERY, "9", "8"), "p.jsonl:1"));
  }

  @Test
  void aPairThatIsTooLongIsCountedAndChangesNoOther() {
    List<OpenPair> pairs = new ArrayList<>(TinyJudge.pairs(0, 3));
    Voting counting = new Voting(asker(Overlong.COUNT), 2, Orders.BOTH);
    List<PairVerdict> without = counting.judge(pairs, Key.of(1, "v"));
    OpenPair tooLong = pair("long", QUERY, LONG, "8");
    pairs.add(1, tooLong);
    List<PairVerdict> with = new ArrayList<>(counting.judge(pairs, Key.of(1, "v")));
    PairVerdict counted = with.remove(1);
    assertEquals(without, with);
    MajorityVote none = new MajorityVote(0, 0, 0, 0, 0, 2);
    assertEquals(new VoteTally(none, none), counted.tally());
    assertEquals(MajorityVote.Result.UNREADABLE, counted.result());
    assertEquals(0, counted.tokens(), "nothing was sampled");
    assertEquals(PromptFit.OVERLONG, counting.check(tooLong, "p.jsonl"));
  }

  @Test
  void nothingIsSampledWhereEveryPairIsTooLong() {
    Voting counting = new Voting(asker(Overlong.COUNT), 1, Orders.GIVEN);
    List<PairVerdict> verdicts =
        counting.judge(List.of(pair("long", QUERY, LONG, LONG)), Key.of(1, "v"));
    assertEquals(1, verdicts.get(0).tally().all().overlong());
  }

  @Test
  void aTokenIsToldWithTheIndexOfItsQuestion() {
    Key key = Key.of(1, "q");
    List<Question> questions = new ArrayList<>();
    questions.add(Question.of(pair("long", QUERY, LONG, "8"), Order.GIVEN, key));
    TinyJudge.pairs(0, 2).forEach(p -> questions.add(Question.of(p, Order.GIVEN, key)));
    Set<Integer> told = new HashSet<>();
    List<List<JudgedQuestion>> judged =
        asker(Overlong.COUNT).ask(questions, 1, (question, sample, token) -> told.add(question));
    assertEquals(Set.of(1, 2), told);
    for (int i = 0; i < 3; i++) {
      assertEquals(questions.get(i), judged.get(i).get(0).question());
      assertEquals(i > 0, judged.get(i).get(0).rollout().isPresent());
    }
  }

  @Test
  void bothLongResponsesAreCutToOneLengthAndTheQueryStays() {
    OpenPair given = pair("long", QUERY, "1 " + LONG + "2", "3 " + "8 ".repeat(900) + "4");
    assertEquals(PromptFit.SHORTENED, asker(Overlong.SHORTEN).check(given, "p.jsonl"));
    OpenPair cut = shown(Overlong.SHORTEN, given, Order.GIVEN);
    assertEquals(QUERY, cut.query());
    assertTrue(cut.first().startsWith("1 9 9 "), cut.first());
    assertTrue(cut.first().endsWith(" 9 9 2"), cut.first());
    assertTrue(cut.second().startsWith("3 8 8 "), cut.second());
    assertTrue(cut.second().endsWith(" 8 8 4"), cut.second());
    assertTrue(cut.first().matches("(?s).*\n\\[\\.\\.\\. \\d+ tokens left out \\.\\.\\.]\n.*"));
    int first = judge.format().tokens(cut.first());
    int second = judge.format().tokens(cut.second());
    assertTrue(Math.abs(first - second) <= 3, first + " and " + second);
    int tokens = judge.format().prompt(cut).length;
    assertTrue(tokens <= LONGEST && tokens > LONGEST - 8, tokens + " tokens");
    assertEquals(cut, shown(Overlong.SHORTEN, given, Order.SWAPPED).swapped(), "in both orders");
  }

  @Test
  void aShortResponseStaysWholeAndAPairThatFitsIsLeftAlone() {
    OpenPair cut = shown(Overlong.SHORTEN, pair("long", QUERY, LONG, "8 7"), Order.GIVEN);
    assertEquals("8 7", cut.second());
    assertTrue(judge.format().prompt(cut).length > LONGEST - 8);
    OpenPair fits = pair("a", QUERY, "9", "8");
    assertEquals(fits, shown(Overlong.SHORTEN, fits, Order.GIVEN));
    assertEquals(PromptFit.WHOLE, asker(Overlong.SHORTEN).fit(fits));
  }

  @Test
  void aPairIsShortenedAsSoonAsOneTokenIsTooMany() {
    String response = "";
    OpenPair most = pair("a", QUERY, response, "8");
    for (OpenPair next = most; asker(Overlong.FAIL).fits(next); ) {
      most = next;
      response += "9 ";
      next = pair("a", QUERY, response, "8");
    }
    assertEquals(PromptFit.WHOLE, asker(Overlong.COUNT).fit(most));
    assertEquals(PromptFit.OVERLONG, asker(Overlong.COUNT).fit(pair("a", QUERY, response, "8")));
    assertEquals(PromptFit.SHORTENED, asker(Overlong.SHORTEN).fit(pair("a", QUERY, response, "8")));
    int tokens = judge.format().prompt(most).length;
    assertTrue(tokens > LONGEST - 3, tokens + " tokens are the most");
  }

  @Test
  void whatIsShortenedIsJudged() {
    Voting voting = new Voting(asker(Overlong.SHORTEN), 1, Orders.BOTH);
    PairVerdict verdict =
        voting.judge(List.of(pair("long", QUERY, LONG, LONG + "8")), Key.of(1, "v")).get(0);
    assertEquals(2, verdict.tally().all().judgements());
    assertTrue(verdict.tokens() >= 2);
  }

  @Test
  void aQueryThatIsTooLongAloneIsCounted() {
    Asker shortening = asker(Overlong.SHORTEN);
    OpenPair tooLong = pair("query", LONG, "9", "8");
    assertEquals(PromptFit.OVERLONG, shortening.check(tooLong, "p.jsonl"));
    Voting voting = new Voting(shortening, 3, Orders.GIVEN);
    assertEquals(3, voting.judge(List.of(tooLong), Key.of(1, "v")).get(0).tally().all().overlong());
  }

  @Test
  void aLimitThatLeavesNoRoomForAnyPromptIsAnErrorUnderEveryRule() {
    for (Overlong overlong : Overlong.values()) {
      Asker greedy =
          new TokenAsker(judge.format(), judge.engine(id -> true), new Sampling(1, 512), overlong);
      InvalidInput error =
          assertThrows(
              InvalidInput.class, () -> greedy.check(pair("a", QUERY, "9", "8"), "p.jsonl"));
      assertTrue(error.getMessage().contains("must have at most 0"), error.getMessage());
    }
  }

  @Test
  void matchesThatAreTooLongAreDrawsAndTheOthersArePlayed() {
    ResponseList list =
        new ResponseList("q", "s", QUERY, List.of("9", LONG, "7"), Optional.empty());
    Ranker ranker =
        new Ranker(
            new Voting(asker(Overlong.COUNT), 2, Orders.HALF),
            RankingMethod.ELO,
            RankingMethod.Settings.USUAL,
            true);
    assertEquals(PromptFit.OVERLONG, ranker.check(list, "lists.jsonl"));
    Ranker.Result result = ranker.rank(List.of(list), Key.of(1, "rank"), 8, done -> {});
    int played = 0;
    for (Ranked.Played match : result.ranked().get(0).matches()) {
      boolean tooLong = match.game().match().a() == 1 || match.game().match().b() == 1;
      MajorityVote votes = match.result().tally().all();
      assertEquals(tooLong ? 2 : 0, votes.overlong());
      assertEquals(tooLong ? 0 : 2, votes.judgements());
      if (tooLong) {
        assertEquals(0.5, match.game().score());
      }
      played++;
    }
    assertEquals(3, played);
    assertEquals(2, result.cost().judgements(), "what was not asked costs nothing");
  }

  @Test
  void aListIsCheckedByItsLongestResponses() {
    ResponseList list =
        new ResponseList("q", "s", QUERY, List.of("9", "8", LONG), Optional.empty());
    Ranker ranker =
        new Ranker(
            new Voting(asker(Overlong.SHORTEN), 1, Orders.HALF),
            RankingMethod.KNOCKOUT,
            RankingMethod.Settings.USUAL,
            true);
    assertEquals(PromptFit.SHORTENED, ranker.check(list, "lists.jsonl"));
  }

  @Test
  void theCountsAreToldInOneLine() {
    PromptFits fits =
        PromptFits.of(List.of(PromptFit.WHOLE, PromptFit.OVERLONG))
            .plus(PromptFit.SHORTENED)
            .plus(PromptFit.WHOLE);
    assertEquals(new PromptFits(4, 1, 1), fits);
    assertEquals(
        Optional.of(
            "p.jsonl: of 4 pairs, 1 too long for the judge and counted as unreadable, 1 shortened to fit the judge (--overlong)"),
        fits.line("p.jsonl", "pairs"));
    assertEquals(Optional.empty(), PromptFits.NONE.plus(PromptFit.WHOLE).line("p.jsonl", "pairs"));
  }
}
