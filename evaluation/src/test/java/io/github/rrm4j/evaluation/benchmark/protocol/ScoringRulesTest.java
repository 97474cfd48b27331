package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem;
import io.github.rrm4j.evaluation.benchmark.item.KnockoutItem;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.item.QuestionItem;
import io.github.rrm4j.evaluation.benchmark.item.RoundRobinItem;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The owners' scoring rules on verdicts whose score was worked out by hand. */
class ScoringRulesTest {

  private static List<Scored> scored(
      Benchmark benchmark, Orders orders, Function<OpenPair, Answer> judge) {
    List<Item> items = Samples.items(benchmark);
    return Samples.scored(items, Samples.verdicts(items, orders, judge));
  }

  private static double value(String benchmark, List<Scored> items, String metric) {
    return Samples.value(Benchmarks.named(benchmark), items, metric);
  }

  @Test
  void pandaLmCountsTiesInThreeClassesAndLeavesThemOutOfTwo() {
    Benchmark benchmark = Benchmarks.named("pandalm");
    // Labels 1, 1, 2, 0, 1, 0. Said, in the order of the file: 1, 2, 2, tie, unreadable, 1.
    Map<String, Answer> said =
        Map.of(
            "0", Answer.FIRST,
            "1", Answer.SECOND,
            "2", Answer.SECOND,
            "3", Answer.TIE,
            "4", Answer.MALFORMED,
            "5", Answer.FIRST);
    List<Item> items = Samples.items(benchmark);
    Map<String, String> firsts = new HashMap<>();
    items.forEach(i -> firsts.put(i.id(), i.comparisons(new Verdicts()).get(0).pair().first()));
    List<Scored> scored =
        scored(
            benchmark,
            Orders.ONE,
            shown -> {
              Answer answer = said.get(shown.id());
              return shown.first().equals(firsts.get(shown.id())) ? answer : answer.swapped();
            });
    assertEquals(3.0 / 6, value("pandalm", scored, "agreement"), 1e-12);
    // Predicted 0: {3}, 1: {0, 5}, 2: {1, 2}.
    assertEquals((1 + 0.5 + 0.5) / 3, value("pandalm", scored, "precision"), 1e-12);
    assertEquals((0.5 + 1.0 / 3 + 1) / 3, value("pandalm", scored, "recall"), 1e-12);
    assertEquals((2.0 / 3 + 0.4 + 2.0 / 3) / 3, value("pandalm", scored, "f1"), 1e-12);
    // Labels 1, 1, 2, 1 against 1, 2, 2, unreadable.
    assertEquals(2.0 / 4, value("pandalm", scored, "without_ties/agreement"), 1e-12);
    assertEquals((1 + 0.5) / 2, value("pandalm", scored, "without_ties/precision"), 1e-12);
    assertEquals((1.0 / 3 + 1) / 2, value("pandalm", scored, "without_ties/recall"), 1e-12);
    assertEquals((0.5 + 2.0 / 3) / 2, value("pandalm", scored, "without_ties/f1"), 1e-12);
  }

  @Test
  void pandaLmHasACoinForAJudgeThatFollowsTheOrderAndCannotSayTie() {
    List<Item> items = Samples.items(Benchmarks.named("pandalm"));
    Verdicts verdicts = Samples.verdicts(items, Orders.BOTH, shown -> Answer.FIRST);
    List<Scored> scored = Samples.scored(items, verdicts);
    assertTrue(scored.stream().allMatch(item -> item.value("predicted") > 0), "1 or 2");
    // four of the six labels are no tie
    List<Scored> expected = Samples.scored(items, verdicts.expected());
    assertEquals(4 * 0.5 / 6, value("pandalm", expected, "agreement"), 1e-12);
  }

  @Test
  void pandaLmReadsBooleansAsPythonWritesThemAndKeepsEmptyResponses() {
    List<OpenPair> pairs =
        Samples.items(Benchmarks.named("pandalm")).stream()
            .map(item -> item.comparisons(new Verdicts()).get(0))
            .map(Comparison::pair)
            .toList();
    assertEquals("True", pairs.get(1).second());
    assertEquals("False", pairs.get(2).first());
    assertEquals("", pairs.get(3).first());
    assertEquals("Write it shorter.\nA long sentence.", pairs.get(0).query());
    assertEquals("Say nothing.", pairs.get(3).query(), "an input of blanks is none");
    assertEquals("Is it false?", pairs.get(2).query(), "an input of null is none");
  }

  @Test
  void judgeBenchSumsBothOrders() {
    Benchmark benchmark = Benchmarks.named("judgebench");
    // An order that is unreadable counts 0: right once is right. Always the first sums to 0: wrong.
    List<Scored> once =
        scored(
            benchmark,
            Orders.BOTH,
            shown -> shown.gold().orElseThrow().number() == 1 ? Answer.FIRST : Answer.MALFORMED);
    assertEquals(1, value("judgebench", once, "overall"));
    List<Scored> first = scored(benchmark, Orders.BOTH, shown -> Answer.FIRST);
    assertEquals(0, value("judgebench", first, "overall"));
    List<Scored> knowledge =
        scored(
            benchmark,
            Orders.BOTH,
            shown -> shown.query().equals("Question 0?") ? Samples.oracle(shown) : Answer.SECOND);
    assertEquals(1.0 / 5, value("judgebench", knowledge, "overall"), 1e-12);
    assertEquals(1.0 / 2, value("judgebench", knowledge, "section/Knowledge"), 1e-12);
    assertEquals(0, value("judgebench", knowledge, "section/Math"));
    assertEquals(1, value("judgebench", knowledge, "subset/mmlu-pro-math"));
  }

  @Test
  void rmBenchSeesThatLongResponsesAreEasy() {
    // Chooses the longer response: right style i against wrong style j.
    List<Scored> scored =
        scored(
            Benchmarks.named("rm-bench"),
            Orders.ONE,
            shown ->
                shown.first().length() > shown.second().length() ? Answer.FIRST : Answer.SECOND);
    // Lengths: right 5, 16, 9; wrong 5, 16, 9. Right in c2r1, c3r1, c2r3 of nine; equal lengths
    // fall to what is shown second, so that the diagonal is a coin.
    assertEquals(1, value("rm-bench", scored, "matrix/c2r1"));
    assertEquals(0, value("rm-bench", scored, "matrix/c1r2"));
    assertEquals(1.0 / 3, value("rm-bench", scored, "hard"), 1e-12); // c1r2, c1r3, c2r3
    assertEquals(2.0 / 3, value("rm-bench", scored, "easy"), 1e-12); // c2r1, c3r1, c3r2
    assertEquals(1.0 / 3, value("rm-bench", scored, "section/safety/hard"), 1e-12);
  }

  @Test
  void rmBenchPoolsTheHalvesOfSafety() {
    List<Scored> scored =
        scored(
            Benchmarks.named("rm-bench"),
            Orders.BOTH,
            shown ->
                shown.query().startsWith("safety-refuse")
                    ? Samples.oracle(shown)
                    : Samples.oracle(shown).swapped());
    // Two queries of safety-refuse are right, one of safety-response is wrong.
    assertEquals(2.0 / 3, value("rm-bench", scored, "section/safety"), 1e-12);
    assertEquals(2.0 / 3, value("rm-bench", scored, "section/safety/hard"), 1e-12);
    assertEquals(2.0 / 3 / 4, value("rm-bench", scored, "overall"), 1e-12);
    assertEquals(2.0 / 3 / 4, value("rm-bench", scored, "matrix/c1r3"), 1e-12);
    assertEquals(1, value("rm-bench", scored, "subset/safety-refuse"));
  }

  @Test
  void everyBenchmarkSaysWhatOfItIsMissing() {
    Map<String, String> missing =
        Map.of(
            "rewardbench", "Reasoning: subset math-prm has",
            "rewardbench2", "subset Math has",
            "pandalm", "the test set has 6 of 999 pairs",
            "ppe", "subset IFEval has 0 of 512 questions",
            "ppe-best-of-k", "subset MBPP-Plus has 0 of 507 questions",
            "judgebench", "gpt: section Knowledge has 2 of 154 pairs",
            "rm-bench", "subset math has 1 of 529 queries",
            "llmbar", "subset Natural has 2 of 100 pairs",
            "rmb",
                "section Harmlessness/BoN has 1 of 12 scenarios, without S10, S11, S2 and 8 more");
    for (Benchmark benchmark : Benchmarks.all()) {
      List<Scored> scored = scored(benchmark, Orders.ONE, Samples::oracle);
      List<String> said = benchmark.missing(scored);
      if (missing.containsKey(benchmark.name())) {
        String part = missing.get(benchmark.name());
        assertTrue(
            said.stream().anyMatch(line -> line.startsWith(part)), benchmark.name() + " " + said);
      } else {
        assertEquals(List.of(), said, benchmark.name() + " has no published items");
      }
    }
  }

  private static List<Scored> whole(Map<String, Integer> sizes) {
    List<Scored> items = new ArrayList<>();
    sizes.forEach(
        (subset, size) -> {
          for (int i = 0; i < size; i++) {
            items.add(new Scored(subset + "/" + i, subset, 1));
          }
        });
    return items;
  }

  @Test
  void ofAWholeBenchmarkNothingIsMissing() {
    Benchmark judgeBench = Benchmarks.named("judgebench");
    Map<String, Integer> claude =
        Map.of(
            "mmlu-pro-law",
            154,
            "livebench-reasoning",
            51,
            "livebench-math",
            34,
            "livecodebench",
            31);
    assertEquals(List.of(), judgeBench.missing(whole(claude)));
    Map<String, Integer> named = new HashMap<>();
    claude.forEach((source, size) -> named.put("gpt-4o-2024-05-13/" + source, size));
    assertEquals(
        List.of(
            "gpt: section Reasoning has 51 of 98 pairs",
            "gpt: section Math has 34 of 56 pairs",
            "gpt: section Coding has 31 of 42 pairs"),
        judgeBench.missing(whole(named)));
    Benchmark rmBench = Benchmarks.named("rm-bench");
    Map<String, Integer> domains =
        new HashMap<>(
            Map.of(
                "chat",
                129,
                "math",
                529,
                "code",
                228,
                "safety-refuse",
                284,
                "safety-response",
                157));
    assertEquals(List.of(), rmBench.missing(whole(domains)));
    domains.remove("math");
    assertEquals(List.of("subset math has 0 of 529 queries"), rmBench.missing(whole(domains)));
    assertEquals(List.of(), Benchmarks.named("rmb").missing(whole(RmbScenarios.SIZES)));
  }

  @Test
  void llmBarAveragesOrdersAndSaysHowOftenTheyAgree() {
    List<Scored> scored =
        scored(
            Benchmarks.named("llmbar"),
            Orders.BOTH,
            shown -> shown.query().contains("Natural") ? Samples.oracle(shown) : Answer.FIRST);
    assertEquals((2 + 5 * 0.5) / 7, value("llmbar", scored, "accuracy"), 1e-12);
    assertEquals(2.0 / 7, value("llmbar", scored, "agreement"), 1e-12);
    assertEquals(0.5, value("llmbar", scored, "accuracy/Adversarial"), 1e-12);
    assertEquals(1, value("llmbar", scored, "accuracy/Natural"));
    assertEquals(0, value("llmbar", scored, "agreement/GPTOut"));
  }

  @Test
  void llmBarCountsTwoOrdersWithoutAChoiceAsAgreement() {
    List<Scored> scored =
        scored(
            Benchmarks.named("llmbar"),
            Orders.BOTH,
            shown ->
                shown.query().contains("Natural")
                    ? Answer.MALFORMED
                    : shown.query().contains("GPTOut")
                        ? (shown.gold().orElseThrow().number() == 1 ? Answer.FIRST : Answer.TIE)
                        : Samples.oracle(shown));
    assertEquals(1, value("llmbar", scored, "agreement/Natural"), "neither order chose");
    assertEquals(0, value("llmbar", scored, "accuracy/Natural"));
    assertEquals(0, value("llmbar", scored, "agreement/GPTOut"), "one order chose");
  }

  @Test
  void llmBarAdversarialWeighsItsFourSubsetsAlike() {
    List<Scored> scored =
        scored(
            Benchmarks.named("llmbar"),
            Orders.BOTH,
            shown ->
                shown.query().contains("Neighbor")
                    ? Samples.oracle(shown)
                    : Samples.oracle(shown).swapped());
    assertEquals(0.25, value("llmbar", scored, "accuracy/Adversarial"), 1e-12);
    assertEquals(2.0 / 7, value("llmbar", scored, "accuracy"), 1e-12);
  }

  @Test
  void rmbIsTheMeanOfItsFourSections() {
    List<Scored> scored =
        scored(
            Benchmarks.named("rmb"),
            Orders.ONE,
            shown ->
                shown.first().equals("third") || shown.second().equals("third")
                    ? Answer.TIE
                    : Samples.oracle(shown));
    // Best-of: one comparison won, one tied, which is wrong.
    assertEquals(0, value("rmb", scored, "section/Helpfulness/BoN"), 1e-12);
    assertEquals(1, value("rmb", scored, "section/Harmlessness/Pairwise"));
    assertTrue(
        Benchmarks.named("rmb").metrics(scored).stream().noneMatch(m -> m.name().equals("overall")),
        "scenarios are absent");
    // Of all scenarios: sections 1/4, 1, 1/2 and 0, whatever their sizes.
    List<Scored> whole = new ArrayList<>();
    Map<String, Double> credits =
        Map.of(
            "Helpfulness/BoN", 0.25,
            "Helpfulness/Pairwise", 1.0,
            "Harmlessness/BoN", 0.5,
            "Harmlessness/Pairwise", 0.0);
    RmbScenarios.SIZES.forEach(
        (subset, size) ->
            credits.forEach(
                (section, credit) -> {
                  if (subset.startsWith(section)) {
                    whole.add(new Scored(subset, subset, credit));
                  }
                }));
    assertEquals(98, whole.size());
    assertEquals((0.25 + 1 + 0.5 + 0) / 4, value("rmb", whole, "overall"), 1e-12);
  }

  @Test
  void theBestOfSeveralMustScoreHigherThanAllInRmbAndSharesInRewardBench2() {
    List<String> others = List.of("b", "c", "d");
    BestOfItem strict = BestOfItem.of("x", "s", "q", "a", others, BestOfItem.Ties.WRONG);
    BestOfItem shared = BestOfItem.of("x", "s", "q", "a", others, BestOfItem.Ties.SHARED);
    assertEquals(0, credit(strict, Map.of("a", 2.0, "b", 2.0, "c", 1.0, "d", 0.0)));
    assertEquals(0.5, credit(shared, Map.of("a", 2.0, "b", 2.0, "c", 1.0, "d", 0.0)));
    assertEquals(0.25, credit(shared, Map.of("a", 2.0, "b", 2.0, "c", 2.0, "d", 2.0)));
    assertEquals(0, credit(shared, Map.of("a", 2.0, "b", 2.0, "c", 3.0, "d", 2.0)));
    assertEquals(1, credit(strict, Map.of("a", 2.0, "b", 1.0, "c", 1.0, "d", 1.0)));
    assertEquals(0, credit(shared, Map.of("a", 2.0, "b", Double.NaN, "c", 1.0, "d", 1.0)));
  }

  private static double credit(Item item, Map<String, Double> scores) {
    return item.score(Samples.scores(List.of(item), scores)).credit();
  }

  @Test
  void equalScoresAreWrongInRewardBenchAndTiedVotesAreOneHalf() {
    PairItem pair = new PairItem(Comparison.better("x", "hep-go", "q", "a", "b"), 0.5);
    assertEquals(0, credit(pair, Map.of("a", 1.0, "b", 1.0)));
    assertEquals(1, credit(pair, Map.of("a", 1.5, "b", 1.0)));
    Verdicts tied = Samples.verdicts(List.of(pair), Orders.ONE, shown -> Answer.TIE);
    assertEquals(0.5, pair.score(tied).credit());
  }

  @Test
  void tiesOfScoresAreOnTheScaleOfTheScoresWhateverTheNumberOfResponses() {
    // ref: 1 against 0, gap 1. tied: 2.25, 1.5 and 1.5 against 0.75, 0 and -1: gap 0.75, spread
    // 0.75. The smaller gap is 0.75: as large as the spread, not above it, and tanh(0.75/0.75 - 1)
    // is 0.
    RoundRobinItem ref = new RoundRobinItem("Ties/ref:1", "Ties", "q", List.of("a", "b"), 1);
    List<String> all = List.of("c", "d", "e", "f", "g", "h");
    RoundRobinItem tied = new RoundRobinItem("Ties/tied:1", "Ties", "q", all, 3);
    Map<String, Double> scores = new HashMap<>(Map.of("a", 1.0, "b", 0.0));
    scores.putAll(Map.of("c", 2.25, "d", 1.5, "e", 1.5, "f", 0.75, "g", 0.0, "h", -1.0));
    List<Item> items = List.of(ref, tied);
    List<Scored> scored = Samples.scored(items, Samples.scores(items, scores));
    assertEquals(1.0, scored.get(0).value(RoundRobinItem.GAP));
    assertEquals(0.75, scored.get(1).value(RoundRobinItem.GAP));
    assertEquals(0.75, scored.get(1).value(RoundRobinItem.SPREAD));
    assertEquals(0.3 + 0.3, value("rewardbench2", scored, "subset/Ties"), 1e-12);
    // A ref gap of 0.7 is the smaller one, 0.7 to 0.5: 0.7/0.5 - 1 = 0.4.
    scores.putAll(Map.of("a", 0.7, "c", 2.0));
    scored = Samples.scored(items, Samples.scores(items, scores));
    assertEquals(
        0.3 + 0.3 + 0.2 + 0.2 + 0.01 * Math.tanh(0.4),
        value("rewardbench2", scored, "subset/Ties"),
        1e-12);
    // Equal scores are equal, however they were subtracted: no gap, so it is not accurate.
    scores.putAll(Map.of("f", 1.5, "a", 0.1 + 0.2));
    scored = Samples.scored(items, Samples.scores(items, scores));
    assertEquals(0, scored.get(1).credit());
    scores.put("g", Double.NaN);
    scored = Samples.scored(items, Samples.scores(items, scores));
    assertEquals(0, scored.get(1).value(RoundRobinItem.SPREAD), "a score is missing");
    assertEquals(0, scored.get(1).credit());
  }

  @Test
  void preferencePairsAreRightInEachOrderAndInBoth() {
    List<Scored> scored =
        scored(Benchmarks.named("preference"), Orders.BOTH, shown -> Answer.SECOND);
    assertEquals(0.5, value("preference", scored, "accuracy"), 1e-12);
    assertEquals(0, value("preference", scored, "both_orders"));
  }

  @Test
  void thePosterOfPpeIsTheMeanOfThreeBenchmarks() {
    assertEquals(80.7, ppe(80.5, 94.3, 67.4));
    assertEquals(81.7, ppe(81.3, 95.4, 68.4));
  }

  private static double ppe(double mmlu, double math, double gpqa) {
    List<Scored> items = new ArrayList<>();
    Map<String, Double> values =
        Map.of("MMLU-Pro", mmlu, "MATH", math, "GPQA", gpqa, "IFEval", 1.0);
    values.forEach(
        (subset, percent) -> {
          Map<String, Double> sums = Map.of(QuestionItem.RIGHT, percent, QuestionItem.PAIRS, 100.0);
          items.add(new Scored(subset, subset, percent / 100, sums));
        });
    return Math.round(1000 * value("ppe", items, "overall")) / 10.0;
  }

  @Test
  void ppeWeighsPairsAndNotQuestions() {
    List<Scored> items =
        List.of(
            new Scored("a", "MATH", 1, Map.of(QuestionItem.RIGHT, 1.0, QuestionItem.PAIRS, 1.0)),
            new Scored("b", "MATH", 0, Map.of(QuestionItem.RIGHT, 0.0, QuestionItem.PAIRS, 3.0)));
    assertEquals(0.25, value("ppe", items, "subset/MATH"), 1e-12);
  }

  @Test
  void theKnockoutOfAJudgeThatKnowsPicksARightResponse() {
    List<Scored> scored = scored(Benchmarks.named("ppe-best-of-k"), Orders.ONE, Samples::oracle);
    assertEquals(1, value("ppe-best-of-k", scored, "overall"));
    // Of four responses 2, 1 and 3 are right.
    assertEquals(0.5, value("ppe-best-of-k", scored, "chance/MATH"), 1e-12);
    assertEquals(1, value("ppe-best-of-k", scored, "possible/GPQA"));
    KnockoutItem hopeless =
        new KnockoutItem("x", "MATH", "q", List.of("a", "b", "c"), List.of(false, false, false));
    Verdicts verdicts = Samples.verdicts(List.of(hopeless), Orders.BOTH, shown -> Answer.FIRST);
    assertEquals(0, hopeless.score(verdicts).credit());
    assertEquals(4, verdicts.judged().size(), "two comparisons in both orders");
  }

  @Test
  void rewardBench2TiesFollowTheOwnersFormula() {
    // 0: ref right with gap .5; tied right, gap .4 above spread .2. 1: ref wrong; tied right, gap
    // .1
    // below spread .3.
    List<Scored> items =
        List.of(
            tie("ref:0", 0.5, 0),
            tie("tied:0", 0.4, 0.2),
            tie("ref:1", -0.2, 0),
            tie("tied:1", 0.1, 0.3));
    double margin = (Math.tanh(0.4 / 0.2 - 1) + Math.tanh(-0.2 / 0.3 - 1)) / 2;
    assertEquals(
        0.3 * 1 + 0.3 * 0.5 + 0.2 * 0.5 + 0.2 * 0.5 + 0.01 * margin,
        value("rewardbench2", items, "subset/Ties"),
        1e-12);
  }

  private static Scored tie(String id, double gap, double spread) {
    return new Scored(
        "Ties/" + id,
        "Ties",
        gap > 0 ? 1 : 0,
        Map.of(RoundRobinItem.GAP, gap, RoundRobinItem.SPREAD, spread));
  }

  @Test
  void aRoundRobinScoresAResponseByItsShareOfVotes() {
    RoundRobinItem item =
        new RoundRobinItem("Ties/tied:0", "Ties", "q", List.of("r1", "r2", "w"), 2);
    // r1 beats r2 and w; r2 beats w: scores 1, 1/2, 0.
    Scored scored =
        item.score(
            Samples.verdicts(
                List.of(item),
                Orders.ONE,
                shown ->
                    shown.first().compareTo(shown.second()) < 0 ? Answer.FIRST : Answer.SECOND));
    assertEquals(0.5, scored.value(RoundRobinItem.GAP), 1e-12);
    assertEquals(0.5, scored.value(RoundRobinItem.SPREAD), 1e-12);
    assertEquals(1, scored.credit());
  }

  @Test
  void theBestOfFourMustBeatAllThree() {
    List<Scored> scored =
        scored(
            Benchmarks.named("rewardbench2"),
            Orders.ONE,
            shown ->
                List.of(shown.first(), shown.second()).contains("worst")
                    ? Samples.oracle(shown).swapped()
                    : Samples.oracle(shown));
    assertEquals(0, value("rewardbench2", scored, "subset/Focus"));
  }
}
