package io.github.rrm4j.evaluation.benchmark.result;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.ApiUsage;
import io.github.rrm4j.judging.RouterCounts;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.statistics.Ratio;
import io.github.rrm4j.statistics.Ratio.Unit;
import io.github.rrm4j.statistics.Summary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a judge behaved, whatever the benchmark: its judgements one by one, votes not counted
 * together. The judgements of one comparison are not independent: they are one unit of every
 * interval.
 */
public final class Behaviour {

  private final Verdicts verdicts;
  private final Collection<JudgedComparison> judged;
  private final Map<String, List<JudgedComparison>> comparisons;
  private final Key key;

  /**
   * @param key what the bootstraps draw with
   */
  public Behaviour(Verdicts verdicts, Key key) {
    this.verdicts = verdicts;
    this.judged = verdicts.judged();
    this.key = key;
    this.comparisons =
        judged.stream().collect(groupingBy(JudgedComparison::id, LinkedHashMap::new, toList()));
  }

  public long comparisons() {
    return comparisons.size();
  }

  /** Judgements that were made: none of a comparison that is too long for the judge. */
  public long judgements() {
    return judged.stream().mapToLong(one -> one.votes().judgements()).sum();
  }

  /** Who answered and what it took, where a direct judge was asked first; empty elsewhere. */
  public Optional<RouterCounts> router() {
    RouterCounts counts = RouterCounts.NONE;
    for (JudgedComparison one : judged) {
      if (one.routed().isPresent()) {
        long tokens = one.samples().stream().mapToLong(s -> s.tokens().orElse(0)).sum();
        counts = counts.plus(one.routed().get(), one.samples().size(), tokens);
      }
    }
    return Optional.of(counts).filter(some -> some.pairs() > 0);
  }

  /** All rates and means that are known. */
  public List<Measured> measured() {
    return Stream.of(
            share("unreadable", (one, s) -> true, (one, s) -> !s.answer().readable()),
            share("malformed", (one, s) -> true, (one, s) -> s.answer() == Answer.MALFORMED),
            share("truncated", (one, s) -> true, (one, s) -> s.answer() == Answer.TRUNCATED),
            share("overlong", (one, s) -> true, (one, s) -> s.answer() == Answer.OVERLONG),
            share("failed", (one, s) -> true, (one, s) -> s.answer() == Answer.FAILED),
            share("tie", (one, s) -> true, (one, s) -> s.answer() == Answer.TIE),
            share("accuracy", (one, s) -> one.gold().isPresent(), Behaviour::right),
            accuracy("accuracy_gold_first", Side.FIRST),
            accuracy("accuracy_gold_second", Side.SECOND),
            positionBias(),
            swapConsistency(),
            mean("tokens", (one, s) -> s.tokens().isPresent(), (one, s) -> s.tokens().getAsInt()),
            mean(
                "input_tokens",
                (one, s) -> s.usage().isPresent(),
                (one, s) -> s.usage().orElseThrow().input()),
            mean(
                "cost_usd",
                (one, s) -> s.usage().flatMap(Behaviour::dollars).isPresent(),
                (one, s) -> s.usage().flatMap(Behaviour::dollars).orElseThrow()),
            mean(
                "seconds",
                (one, s) -> s.seconds().isPresent(),
                (one, s) -> s.seconds().getAsDouble()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Double> dollars(ApiUsage usage) {
    return usage.dollars().isPresent()
        ? Optional.of(usage.dollars().getAsDouble())
        : Optional.empty();
  }

  /** The accuracy where the better response was shown at a place. */
  private Optional<Measured> accuracy(String name, Side shown) {
    return share(name, (one, s) -> one.shownGold().equals(Optional.of(shown)), Behaviour::right);
  }

  /** Thinking tokens: all, of right judgements, and of wrong ones. */
  public List<Measured> thinking() {
    return Stream.of(
            thinkingMean("all", (one, s) -> true),
            thinkingMean("right", Behaviour::right),
            thinkingMean("wrong", (one, s) -> one.gold().isPresent() && !right(one, s)))
        .flatMap(Optional::stream)
        .toList();
  }

  public List<Measured> thinkingBySubset() {
    return judged.stream()
        .map(JudgedComparison::subset)
        .distinct()
        .flatMap(subset -> thinkingMean(subset, (one, s) -> one.subset().equals(subset)).stream())
        .toList();
  }

  /**
   * The distribution of thinking tokens.
   *
   * @param which all, right or wrong
   */
  public Summary thinkingSummary(String which) {
    IntStream.Builder tokens = IntStream.builder();
    for (JudgedComparison one : judged) {
      boolean all = which.equals("all");
      one.samples().stream()
          .filter(s -> all || one.gold().isPresent() && right(one, s) == which.equals("right"))
          .forEach(s -> s.thinkingTokens().ifPresent(tokens::add));
    }
    return Summary.of(tokens.build().toArray());
  }

  /**
   * Of the comparisons that were judged in both orders, those whose orders choose the same
   * response; where the votes of an order decide nothing for certain, the probability of it.
   */
  private Optional<Measured> swapConsistency() {
    List<Unit> units = new ArrayList<>();
    for (String id : comparisons.keySet()) {
      List<VoteDecision> orders = verdicts.decisions(id);
      if (orders.size() == 2) {
        VoteDecision one = orders.get(0);
        VoteDecision other = orders.get(1);
        units.add(new Unit(one.first() * other.first() + one.second() * other.second(), 1));
      }
    }
    return Measured.of("swap_consistency", new Ratio(units), true, key);
  }

  /**
   * Among readable choices, the share of the response that was shown first, minus the share of
   * those whose better response was shown first (one half where neither is better): a judge that is
   * always right has none, wherever the better response was shown. Where all comparisons say the
   * same, a bootstrap sees no spread; the interval then reaches as far to both sides as Wilson's
   * upper end of none in as many.
   */
  private Optional<Measured> positionBias() {
    Ratio ratio =
        ratio(
            (one, s) -> s.answer().side().isPresent(),
            (one, s) ->
                (s.answer() == Answer.FIRST ? 1 : 0)
                    - one.shownGold().map(gold -> gold == Side.FIRST ? 1.0 : 0.0).orElse(0.5));
    return Measured.of("position_bias", ratio, false, key)
        .map(bias -> bias.orSpread(ratio.units().size()));
  }

  private static boolean right(JudgedComparison one, Sample sample) {
    return one.gold().isPresent() && sample.answer().side().equals(one.shownGold());
  }

  private Optional<Measured> thinkingMean(
      String name, BiPredicate<JudgedComparison, Sample> which) {
    return mean(
        name,
        (one, s) -> s.thinkingTokens().isPresent() && which.test(one, s),
        (one, s) -> s.thinkingTokens().getAsInt());
  }

  private Optional<Measured> share(
      String name,
      BiPredicate<JudgedComparison, Sample> of,
      BiPredicate<JudgedComparison, Sample> which) {
    return Measured.of(
        name, ratio(of, (one, sample) -> which.test(one, sample) ? 1 : 0), true, key);
  }

  private Optional<Measured> mean(
      String name,
      BiPredicate<JudgedComparison, Sample> of,
      ToDoubleBiFunction<JudgedComparison, Sample> number) {
    return Measured.of(name, ratio(of, number), false, key);
  }

  private Ratio ratio(
      BiPredicate<JudgedComparison, Sample> of,
      ToDoubleBiFunction<JudgedComparison, Sample> number) {
    List<Unit> units = new ArrayList<>();
    for (List<JudgedComparison> orders : comparisons.values()) {
      double sum = 0;
      double count = 0;
      for (JudgedComparison one : orders) {
        for (Sample sample : one.samples()) {
          if (of.test(one, sample)) {
            sum += number.applyAsDouble(one, sample);
            count++;
          }
        }
      }
      units.add(new Unit(sum, count));
    }
    return new Ratio(units);
  }
}
