package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem;
import io.github.rrm4j.evaluation.benchmark.item.KnockoutItem;
import io.github.rrm4j.evaluation.benchmark.item.LabelledItem;
import io.github.rrm4j.evaluation.benchmark.item.MatrixItem;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.item.QuestionItem;
import io.github.rrm4j.evaluation.benchmark.item.RoundRobinItem;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults.OfVotes;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What split votes are worth in each benchmark's own formula, worked by hand on small data. */
class SplitVotesRulesTest {

  private static final Key KEY = Key.of(1, "presentation");
  private static final Answer F = Answer.FIRST;
  private static final Answer S = Answer.SECOND;
  private static final Answer U = Answer.MALFORMED;

  private static Verdicts rule(SplitVotes splits) {
    return new Verdicts(SplitRule.of(splits, 1));
  }

  /** Votes of an order, for the comparison's own order. */
  private static void vote(Verdicts verdicts, String id, Order order, Answer... own) {
    verdicts.add(
        new JudgedComparison(
            id,
            "s",
            order,
            Optional.of(Side.FIRST),
            List.of(own).stream()
                .map(answer -> order == Order.GIVEN ? answer : answer.swapped())
                .map(Sample::new)
                .toList()));
  }

  private static PairItem pair(String id, double undecided) {
    return new PairItem(Comparison.better(id, "s", "q", "a", "b"), undecided);
  }

  private static LabelledItem labelled(int i, int label) {
    Optional<Side> gold =
        label == 0 ? Optional.empty() : Optional.of(label == 1 ? Side.FIRST : Side.SECOND);
    return new LabelledItem(
        new Comparison("all", new OpenPair("p" + i, "q", "a", "b", gold)), label);
  }

  private static double value(String benchmark, List<Item> items, Verdicts verdicts, String name) {
    Benchmark named = Benchmarks.named(benchmark);
    return Samples.value(named, Samples.scored(items, verdicts), name);
  }

  @Test
  void aSplitPairIsRightHalfOfTheTime() {
    // right in both orders; split in one order, right in the other; split; unreadable
    List<Item> items = List.of(pair("a", 0), pair("b", 0), pair("c", 0), pair("d", 0));
    Verdicts half = rule(SplitVotes.HALF);
    vote(half, "a", Order.GIVEN, F, F);
    vote(half, "a", Order.SWAPPED, F, U);
    vote(half, "b", Order.GIVEN, F, S);
    vote(half, "b", Order.SWAPPED, F, F);
    vote(half, "c", Order.GIVEN, S, F);
    vote(half, "c", Order.SWAPPED, S, F);
    vote(half, "d", Order.GIVEN, U, U);
    vote(half, "d", Order.SWAPPED, U, U);
    assertEquals((1 + 0.75 + 0.5 + 0) / 4, value("preference", items, half, "accuracy"), 1e-12);
    assertEquals((1 + 0.5 + 0.25 + 0) / 4, value("preference", items, half, "both_orders"), 1e-12);
    // orders agree: 1, a half, a half (both right, or both wrong), and both chose none
    assertEquals((1 + 0.5 + 0.5 + 1) / 4, value("llmbar", items, half, "agreement"), 1e-12);
    // more orders right than wrong: b where its coin is right, c where both are
    assertEquals((1 + 0.5 + 0.25 + 0) / 4, value("judgebench", items, half, "overall"), 1e-12);
  }

  @Test
  void ordersThatDoNotAgreeCanBeATieOfPandaLmsThreeClasses() {
    // labels tie, first, first; the orders differ, differ, and agree
    List<Item> items = List.of(labelled(0, 0), labelled(1, 1), labelled(2, 1));
    Verdicts tie = rule(SplitVotes.TIE);
    for (int i = 0; i < 3; i++) {
      vote(tie, "p" + i, Order.GIVEN, F);
      vote(tie, "p" + i, Order.SWAPPED, i < 2 ? S : F);
    }
    assertEquals(2.0 / 3, value("pandalm", items, tie, "agreement"), 1e-12);
    assertEquals(0.5, value("pandalm", items, tie, "without_ties/agreement"), 1e-12);
  }

  @Test
  void judgeBenchCountsTheFirstVoteWhereThatIsTheRule() {
    List<Item> items = List.of(pair("a", 0), pair("b", 0));
    Verdicts first = rule(SplitVotes.FIRST);
    vote(first, "a", Order.GIVEN, U, F, S); // right
    vote(first, "a", Order.SWAPPED, U, U, U); // counts 0
    vote(first, "b", Order.GIVEN, S, F, U); // wrong
    vote(first, "b", Order.SWAPPED, F, F, U); // right: the sum is 0
    assertEquals(0.5, value("judgebench", items, first, "overall"));
    assertEquals((0.5 + 0.5) / 2, value("preference", items, first, "accuracy"));
  }

  @Test
  void ppeAndRewardBenchGiveHalfForASplitVoteAndTheirOwnForAnUnreadableOne() {
    Verdicts half = rule(SplitVotes.HALF);
    vote(half, "a", Order.GIVEN, F, S);
    vote(half, "b", Order.GIVEN, F, F);
    vote(half, "c", Order.GIVEN, U, U);
    QuestionItem question =
        new QuestionItem("q", "MATH", List.of(pair("a", 0), pair("b", 0), pair("c", 0)));
    assertEquals(1.5 / 3, value("ppe", List.of(question), half, "subset/MATH"), 1e-12);
    assertEquals(0.5, pair("a", 0.5).score(half).credit(), 1e-12);
    assertEquals(0.5, pair("c", 0.5).score(half).credit(), 1e-12);
    assertEquals(1, pair("b", 0.5).score(half).credit(), 1e-12);
  }

  @Test
  void theBestOfSeveralWinsASplitVoteHalfOfTheTime() {
    Verdicts half = rule(SplitVotes.HALF);
    vote(half, "x:1", Order.GIVEN, F, S);
    vote(half, "x:2", Order.GIVEN, S, F);
    vote(half, "x:3", Order.GIVEN, F, F);
    for (BestOfItem.Ties ties : BestOfItem.Ties.values()) {
      BestOfItem item = BestOfItem.of("x", "s", "q", "a", List.of("b", "c", "d"), ties);
      assertEquals(0.25, item.score(half).credit(), 1e-12);
    }
    BestOfItem shared =
        BestOfItem.of("x", "s", "q", "a", List.of("b", "c", "d"), BestOfItem.Ties.SHARED);
    Verdicts unread = rule(SplitVotes.HALF);
    vote(unread, "x:1", Order.GIVEN, F, S); // won half of the time
    vote(unread, "x:2", Order.GIVEN, U, U); // as good as the best: one of two
    vote(unread, "x:3", Order.GIVEN, F, F);
    assertEquals(0.5 * 0.5, shared.score(unread).credit(), 1e-12);
  }

  @Test
  void theMatrixOfRmBenchCountsHalfForASplitCell() {
    Verdicts half = rule(SplitVotes.HALF);
    for (int i = 1; i <= 3; i++) {
      for (int j = 1; j <= 3; j++) {
        Answer second = i == 1 && j == 3 ? S : F;
        vote(half, "x:c" + i + "r" + j, Order.GIVEN, F, second);
      }
    }
    List<String> three = List.of("a", "b", "c");
    Scored scored = MatrixItem.of("x", "chat", "q", three, three).score(half);
    assertEquals(0.5, scored.value("c1r3"));
    assertEquals((1 + 0.5 + 1) / 3, scored.value(MatrixItem.HARD), 1e-12);
    assertEquals(1, scored.value(MatrixItem.EASY), 1e-12);
  }

  @Test
  void pandaLmNeverPredictsATieOfAJudgeThatCannotSayIt() {
    // Sixteen votes each; labels 1, 2, 2, 0; the second pair is split 8 to 8.
    List<Item> items = List.of(labelled(0, 1), labelled(1, 2), labelled(2, 2), labelled(3, 0));
    int[] firsts = {16, 8, 4, 9};
    for (SplitVotes splits : List.of(SplitVotes.COIN, SplitVotes.HALF, SplitVotes.FIRST)) {
      Verdicts verdicts = rule(splits);
      for (int i = 0; i < firsts.length; i++) {
        Answer[] votes = new Answer[16];
        for (int v = 0; v < votes.length; v++) {
          votes[v] = v < firsts[i] ? F : S;
        }
        vote(verdicts, "p" + i, Order.GIVEN, votes);
      }
      List<Scored> scored = Samples.scored(items, verdicts);
      scored.forEach(item -> assertEquals(0, LabelledItem.predicted(item)[0], splits.word()));
      double f1 = value("pandalm", items, verdicts, "f1");
      double agreement = value("pandalm", items, verdicts, "agreement");
      // Predicted 1: {0, 3} and perhaps 1; predicted 2: {2} and perhaps 1; nothing is predicted 0.
      double firstSaysOne = (f1(1, 3, 1) + f1(1, 1, 2)) / 3;
      double firstSaysTwo = (f1(1, 2, 1) + f1(2, 2, 2)) / 3;
      double half = (f1(1, 2.5, 1) + f1(1.5, 1.5, 2)) / 3;
      switch (splits) {
        case FIRST -> {
          assertEquals(firstSaysOne, f1, 1e-12);
          assertEquals(2.0 / 4, agreement);
        }
        case HALF -> {
          assertEquals(half, f1, 1e-12);
          assertEquals(2.5 / 4, agreement);
        }
        case COIN -> {
          boolean two = scored.get(1).credit() == 1;
          assertEquals(two ? firstSaysTwo : firstSaysOne, f1, 1e-12);
          assertEquals(half, value("pandalm", items, verdicts.expected(), "f1"), 1e-12);
        }
        case TIE -> throw new AssertionError("a tie is what this rule says");
      }
    }
  }

  /** Of a class: right predictions, all predictions, all items of it. */
  private static double f1(double right, double predicted, double items) {
    return 2 * right / (predicted + items);
  }

  @Test
  void pandaLmTakesATieFromAJudgeThatSaysIt() {
    List<Item> items = List.of(labelled(0, 0), labelled(1, 1));
    Verdicts verdicts = rule(SplitVotes.COIN);
    vote(verdicts, "p0", Order.GIVEN, Answer.TIE, Answer.TIE, F);
    vote(verdicts, "p1", Order.GIVEN, F, U, F);
    assertTrue(verdicts.saysTies());
    assertEquals(1, value("pandalm", items, verdicts, "agreement"));
    assertEquals(0, items.get(0).score(verdicts).value(LabelledItem.PREDICTED));
  }

  @Test
  void ordersThatDisagreeAreATieOnlyOfAJudgeThatSaysTies() {
    Verdicts plain = rule(SplitVotes.HALF);
    vote(plain, "p0", Order.GIVEN, F);
    vote(plain, "p0", Order.SWAPPED, S);
    assertFalse(plain.saysTies());
    assertEquals(0, labelled(0, 0).score(plain).credit());
    assertEquals(0.5, labelled(0, 1).score(plain).credit());
    vote(plain, "other", Order.GIVEN, Answer.TIE);
    assertEquals(1, labelled(0, 0).score(plain).credit());
    Verdicts one = rule(SplitVotes.HALF);
    vote(one, "p0", Order.GIVEN, F);
    vote(one, "p0", Order.SWAPPED, U);
    assertEquals(1, labelled(0, 1).score(one).credit(), "the order that can be read decides");
  }

  /** Verdicts of votes that are right with probability p, each drawn for itself. */
  private static Verdicts drawn(List<Item> items, int votes, double p, Key key) {
    Verdicts verdicts = rule(SplitVotes.COIN);
    for (Item item : items) {
      for (Order order : Order.values()) {
        Answer[] own = new Answer[votes];
        for (int v = 0; v < votes; v++) {
          boolean right = key.with(item.id()).with(order.word()).uniform(v) < p;
          own[v] = right ? F : S;
        }
        vote(verdicts, item.id(), order, own);
      }
    }
    return verdicts;
  }

  private static Map<Integer, Double> curve(String benchmark, List<Item> items, Verdicts verdicts) {
    Map<Integer, Double> main = new TreeMap<>();
    for (OfVotes one :
        Result.of(Benchmarks.named(benchmark), items, verdicts, 1).voting().curve()) {
      main.put(one.votes(), one.metrics().get(0).value());
    }
    return main;
  }

  @Test
  void twoVotesAreWorthOneWhateverTheBenchmarkAndThePool() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      items.add(pair("i" + i, 0));
    }
    Verdicts verdicts = drawn(items, 6, 0.7, Key.of(3, "votes"));
    Map<Integer, Double> accuracy = curve("preference", items, verdicts);
    assertEquals(List.of(1, 2, 4, 6), List.copyOf(accuracy.keySet()));
    assertEquals(accuracy.get(1), accuracy.get(2), 1e-12);
    assertTrue(accuracy.get(4) > accuracy.get(2));
    // @1 is the mean over the single judgements
    double right =
        verdicts.judged().stream().mapToDouble(one -> one.votes().share(Side.FIRST)).sum();
    assertEquals(right / verdicts.judged().size(), accuracy.get(1), 1e-12);
    Map<Integer, Double> judgeBench = curve("judgebench", items, verdicts);
    assertEquals(judgeBench.get(1), judgeBench.get(2), 1e-12);
    // JudgeBench's own formula: both orders right, for a judge that is always readable
    assertTrue(judgeBench.get(1) < accuracy.get(1) - 0.1, judgeBench + " " + accuracy);
  }

  @Test
  void theCoinsOfAllSeedsAverageToTheExpectedValue() {
    List<Item> items = new ArrayList<>();
    Verdicts judged = rule(SplitVotes.COIN);
    for (int i = 0; i < 40; i++) {
      items.add(pair("i" + i, 0));
      vote(judged, "i" + i, Order.GIVEN, i % 4 == 0 ? S : F, F);
    }
    double expected = value("preference", items, judged.expected(), "accuracy");
    assertEquals((30 + 10 * 0.5) / 40, expected, 1e-12);
    double mean = 0;
    int seeds = 400;
    for (int seed = 0; seed < seeds; seed++) {
      Verdicts coins = new Verdicts(SplitRule.of(SplitVotes.COIN, seed));
      judged.judged().forEach(coins::add);
      mean += value("preference", items, coins, "accuracy") / seeds;
    }
    // ten coins of 40 items: the standard deviation of one is 0.0395
    assertEquals(expected, mean, 4 * 0.0395 / Math.sqrt(seeds));
    Result result = Result.of(Benchmarks.named("preference"), items, judged, 1);
    assertEquals(10, result.voting().split());
    assertEquals(expected, result.voting().expected().get("accuracy"), 1e-12);
  }

  @Test
  void fewerVotesCostNoQuestionMore() throws IOException {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      items.add(pair("i" + i, 0));
    }
    int votes = 16;
    int[] questions = {0};
    VerdictSource counting =
        new VerdictSource() {
          @Override
          public PromptFit check(PresentedPair showing) {
            return PromptFit.WHOLE;
          }

          @Override
          public List<List<Sample>> judge(List<PresentedPair> showings) {
            questions[0] += votes * showings.size();
            return showings.stream().map(this::samples).toList();
          }

          private List<Sample> samples(PresentedPair showing) {
            List<Sample> samples = new ArrayList<>();
            for (int v = 0; v < votes; v++) {
              boolean first = Key.of(2, "v").with(showing.key()).uniform(v) < 0.6;
              samples.add(new Sample(first ? F : S));
            }
            return samples;
          }
        };
    Verdicts known = rule(SplitVotes.COIN);
    new Judging(items, Orders.BOTH, KEY, 4)
        .judge(counting, known, Optional.empty(), (done, all) -> {});
    Result result = Result.of(Benchmarks.named("preference"), items, known, 1);
    assertEquals(
        List.of(1, 2, 4, 8, 16), result.voting().curve().stream().map(OfVotes::votes).toList());
    assertEquals(5 * 2 * votes, questions[0]);
    assertEquals(10L * votes, result.behaviour().judgements());
  }

  @Test
  void aKnockoutKnowsNothingOfFewerVotesAndSaysSo() {
    KnockoutItem item = new KnockoutItem("k", "MATH", "q", List.of("a", "b"), List.of(true, false));
    Verdicts verdicts = rule(SplitVotes.COIN);
    vote(verdicts, "k:1-2", Order.GIVEN, F, S);
    vote(verdicts, "k:2-1", Order.GIVEN, S, F);
    Result result = Result.of(Benchmarks.named("ppe-best-of-k"), List.of(item), verdicts, 1);
    assertEquals(List.of(), result.voting().curve());
    assertTrue(result.voting().leftOut().contains("subset/MATH"), result.voting().toString());
    assertTrue(result.voting().expected().isEmpty(), "no expected value of a bracket");
  }

  /** Right, wrong and wrong again, all of which one judge compares. */
  private static RoundRobinItem ties(String id) {
    return new RoundRobinItem("Ties/" + id, "Ties", "q", List.of("r", "w", "v"), 1);
  }

  @Test
  void tiesOfFewerVotesAreReadAndNotMadeOfMeanShares() {
    Verdicts verdicts = rule(SplitVotes.COIN);
    for (String pair : List.of("1-2", "1-3")) {
      vote(verdicts, "Ties/ref:1:" + pair, Order.GIVEN, F, S);
      vote(verdicts, "Ties/tied:1:" + pair, Order.GIVEN, F, F);
    }
    vote(verdicts, "Ties/ref:1:2-3", Order.GIVEN, F, F);
    vote(verdicts, "Ties/tied:1:2-3", Order.GIVEN, F, S);
    Scored all = ties("ref:1").score(verdicts.ofVotes(2));
    // of both votes: r has a half of each, w has (1/2 + 1) / 2
    assertEquals(-0.25, all.value(RoundRobinItem.GAP), 1e-12);
    assertEquals(1, RoundRobinItem.readings(all));
    assertEquals(ties("ref:1").score(verdicts), all, "all votes are what was measured");
    Scored one = ties("ref:1").score(verdicts.ofVotes(1));
    // of one vote each, c for 1-2 and d for 1-3: r has (c + d) / 2, w (2 - c) / 2, v less than w;
    // the second reading has the other vote of both, and the gaps c + d / 2 - 1 sum to -1/2
    assertEquals(2, RoundRobinItem.readings(one));
    double gap = RoundRobinItem.value(one, RoundRobinItem.GAP, 0);
    double other = RoundRobinItem.value(one, RoundRobinItem.GAP, 1);
    assertTrue(List.of(-1.0, -0.5, 0.0, 0.5).contains(gap), "gap " + gap);
    assertEquals(-0.5, gap + other, 1e-12);
    assertEquals((gap > 0 ? 0.5 : 0) + (other > 0 ? 0.5 : 0), one.credit(), 1e-12);
    assertEquals(0.5, ties("tied:1").score(verdicts.ofVotes(1)).value(RoundRobinItem.GAP), 1e-12);
  }

  @Test
  void theScoreOfTiesIsKnownOfFewerVotesToo() {
    List<Item> items =
        List.of(
            new RoundRobinItem("Ties/ref:1", "Ties", "q", List.of("r", "w"), 1),
            new RoundRobinItem("Ties/tied:1", "Ties", "q", List.of("r", "w"), 1));
    Verdicts verdicts = rule(SplitVotes.COIN);
    vote(verdicts, "Ties/ref:1:1-2", Order.GIVEN, F, S, F, S);
    vote(verdicts, "Ties/tied:1:1-2", Order.GIVEN, F, F, F, F);
    Result result = Result.of(Benchmarks.named("rewardbench2"), items, verdicts, List.of(1, 4), 1);
    assertEquals(List.of(), result.voting().leftOut());
    // @1: ref right in half of the votes, tied always; both gaps are 1 or -1 and no spread
    double even = 0.3 + 0.3 * 0.5 + 0.2 + 0.2 * 0.5 + 0.01 * 0;
    assertEquals(even, result.voting().curve().get(0).metrics().get(0).value(), 1e-12);
    // @4: ref has a gap of 0, which is not above 0
    double all = 0.3 + 0.2;
    assertEquals(all, result.voting().curve().get(1).metrics().get(0).value(), 1e-12);
    assertEquals(all, result.metrics().get(0).value(), 1e-12);
  }

  @Test
  void anyNumberOfVotesMayBeAskedForUpToThoseThatThereAre() {
    List<Item> items = List.of(pair("a", 0));
    Verdicts verdicts = rule(SplitVotes.COIN);
    vote(verdicts, "a", Order.GIVEN, F, F, F, S, S);
    Benchmark preference = Benchmarks.named("preference");
    Result result = Result.of(preference, items, verdicts, List.of(1, 3, 5), 1);
    List<Double> values =
        result.voting().curve().stream().map(one -> one.metrics().get(0).value()).toList();
    assertEquals(3, values.size());
    assertEquals(0.6, values.get(0), 1e-12);
    // of three: 3 right 1/10, 2 right 6/10, 1 right 3/10
    assertEquals(0.7, values.get(1), 1e-12);
    assertEquals(1, values.get(2), 1e-12);
    InvalidInput more =
        assertThrows(
            InvalidInput.class, () -> Result.of(preference, items, verdicts, List.of(1, 16), 1));
    assertTrue(
        more.getMessage().contains("16 are asked for, must be at most 5"), more.getMessage());
  }
}
