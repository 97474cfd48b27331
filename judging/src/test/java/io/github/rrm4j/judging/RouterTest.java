package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote.Result;
import io.github.rrm4j.rewards.RoutingRule;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A direct judge first, by hand: what it answers, what it sends on, and what both take. */
class RouterTest {

  private static final Key KEY = Key.of(1, "v");
  private static final List<OpenPair> PAIRS = TinyJudge.pairs(0, 5);

  /** Of p0 to p4 what the direct judge says of both orders, for the pair's own order. */
  private static Verdict directly(OpenPair pair, Order order, int sample) {
    return switch (pair.id()) {
      case "p1" -> Verdict.SECOND;
      case "p2" -> order == Order.GIVEN ? Verdict.FIRST : Verdict.SECOND;
      case "p3" -> Verdict.MALFORMED;
      case "p4" -> Verdict.FAILED;
      default -> Verdict.FIRST;
    };
  }

  /** p0 is sure; p1 said what it thinks improbable; p2 is surer of the first. */
  private static OptionalDouble sure(OpenPair pair, Order order) {
    return switch (pair.id()) {
      case "p0" -> OptionalDouble.of(order == Order.GIVEN ? 0.9 : 0.8); // 0.85
      case "p1" -> OptionalDouble.of(0.05); // the first one: 0.95
      case "p2" -> OptionalDouble.of(order == Order.GIVEN ? 0.99 : 0.5); // 0.745
      default -> OptionalDouble.empty();
    };
  }

  private static Voting voting(Asker reasoning, int votes, Orders orders, double below) {
    return new Voting(
        reasoning,
        new VotePlan(votes, StoppingRule.NEVER, orders, SplitVotes.HALF),
        Optional.of(
            new Router(
                new ScriptedAsker(RouterTest::directly, RouterTest::sure),
                new RoutingRule(below))));
  }

  private static ScriptedAsker reasoning() {
    return new ScriptedAsker((pair, order, sample) -> Verdict.SECOND);
  }

  @Test
  void itAnswersWhatItIsSureOfAndSendsOnTheRest() {
    ScriptedAsker reasoning = reasoning();
    List<PairVerdict> verdicts = voting(reasoning, 3, Orders.BOTH, 0.8).judge(PAIRS, KEY);
    assertEquals(
        List.of(Result.FIRST, Result.FIRST, Result.SECOND, Result.SECOND, Result.SECOND),
        verdicts.stream().map(PairVerdict::result).toList());
    assertEquals(
        List.of("direct", "direct", "reasoning", "reasoning", "reasoning"),
        verdicts.stream().map(one -> one.routed().orElseThrow().answeredBy()).toList());
    assertEquals(
        List.of(0.85, 0.95, 0.745, 0.5, 0.5),
        verdicts.stream().map(one -> one.routed().orElseThrow().confidence()).toList());
    assertEquals(List.of(2, 2, 6, 6, 6), verdicts.stream().map(v -> v.votes().size()).toList());
    // 7 tokens a judgement: two direct ones, and six of the reasoning judge where it was asked
    assertEquals(List.of(14L, 14L, 56L, 56L, 56L), verdicts.stream().map(v -> v.tokens()).toList());
    assertEquals(List.of(9, 9), reasoning.batches, "three votes of three pairs in each order");
    RouterCounts counts = RouterCounts.NONE;
    for (PairVerdict verdict : verdicts) {
      counts = counts.plus(verdict);
    }
    assertEquals(new RouterCounts(5, 3, 10, 4, 70, 18, 126), counts);
    assertEquals(
        "router: of 5 pairs the direct judge answered 2, the reasoning judge 3; direct: 10"
            + " judgements (4 without a verdict), 70 tokens; reasoning: 18 judgements, 126 tokens",
        counts.line("pairs"));
  }

  @Test
  void whatIsSentOnIsJudgedAsWithoutARouter() {
    for (Orders orders : Orders.values()) {
      List<PairVerdict> alone =
          new Voting(reasoning(), 3, orders, SplitVotes.HALF).judge(PAIRS, KEY);
      List<PairVerdict> routed = voting(reasoning(), 3, orders, 1).judge(PAIRS, KEY);
      for (int i = 0; i < PAIRS.size(); i++) {
        assertEquals(alone.get(i).votes(), routed.get(i).votes());
        // beside other pairs as alone
        List<PairVerdict> one =
            voting(reasoning(), 3, orders, 1).judge(PAIRS.subList(i, i + 1), KEY);
        assertEquals(routed.get(i), one.get(0));
      }
    }
  }

  @Test
  void withoutProbabilitiesTheShareOfItsVotesCounts() {
    Router router = new Router(new ScriptedAsker(RouterTest::directly), new RoutingRule(0.51));
    List<DirectVerdict> verdicts = router.ask(PAIRS, pair -> List.of(Order.values()), KEY);
    assertEquals(
        List.of(false, false, true, true, true),
        verdicts.stream().map(DirectVerdict::sendsOn).toList());
    assertEquals(Side.SECOND, verdicts.get(1).side());
    assertEquals(1, verdicts.get(1).routed().confidence());
  }

  @Test
  void tokensAreToldOfThePairThatIsSentOn() {
    List<String> told = new ArrayList<>();
    voting(reasoning(), 1, Orders.BOTH, 0.8)
        .judge(PAIRS, KEY, (pair, sample, token) -> told.add(pair + "/" + sample));
    assertEquals(List.of("2/0", "3/0", "4/0", "7/0", "8/0", "9/0"), told);
  }

  @Test
  void whoAnsweredIsReadBack() {
    PairVerdict verdict = voting(reasoning(), 2, Orders.BOTH, 0.8).judge(PAIRS, KEY).get(2);
    PairVerdict read =
        VerdictJson.read(VerdictJson.put(Json.object(), verdict), PAIRS.get(2), verdict.rule());
    assertEquals(verdict.routed(), read.routed());
    assertEquals(verdict.tokens(), read.tokens());
  }

  @Test
  void aConfidenceIsAboveOneHalf() {
    for (double below : new double[] {0.5, 0, 1.01, Double.NaN}) {
      InvalidInput error = assertThrows(InvalidInput.class, () -> new RoutingRule(below));
      assertEquals(
          "--router-below is "
              + below
              + ", must be in (0.5, 1]; of two responses the better one has at least 0.5",
          error.getMessage());
    }
  }
}
