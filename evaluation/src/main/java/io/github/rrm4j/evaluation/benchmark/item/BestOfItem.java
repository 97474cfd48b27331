package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A query with one best response and several worse ones, each compared with the best one.
 *
 * <p>The credit is 0 if the best response loses a comparison. Where it loses none and t of them
 * chose neither response, {@link Ties} says what it is. A comparison of which a judge that gives
 * scores has none is lost.
 *
 * @param comparisons the best response first in each
 * @param ties what a comparison is worth that chose neither response
 */
public record BestOfItem(String id, String subset, List<Comparison> comparisons, Ties ties)
    implements Item {

  /** What responses that tie with the best one leave of its credit. */
  public enum Ties {
    /** The credit is 1 / (1 + t): the chance of taking the best of 1 + t equal ones. */
    SHARED,
    /** The credit is 0: the best response must win every comparison. */
    WRONG
  }

  public BestOfItem {
    comparisons = List.copyOf(comparisons);
  }

  /** The item of a query; comparison i is called {@code ID:i}, from 1. */
  public static BestOfItem of(
      String id, String subset, String query, String best, List<String> worse, Ties ties) {
    return new BestOfItem(
        id,
        subset,
        IntStream.range(0, worse.size())
            .mapToObj(i -> Comparison.better(id + ":" + (i + 1), subset, query, best, worse.get(i)))
            .toList(),
        ties);
  }

  @Override
  public List<Comparison> comparisons(Verdicts known) {
    return comparisons;
  }

  /**
   * The expected credit: {@code chances[t]} is the probability that no comparison so far is lost
   * and t of them chose neither response.
   */
  @Override
  public Scored score(Verdicts verdicts) {
    double[] chances = new double[comparisons.size() + 1];
    chances[0] = 1;
    for (Comparison comparison : comparisons) {
      VoteDecision decision = verdicts.decision(comparison.id());
      double unreadable = verdicts.givesScores() ? 0 : decision.unreadable();
      double even = ties == Ties.WRONG ? 0 : decision.tie() + unreadable;
      for (int t = chances.length - 1; t >= 0; t--) {
        chances[t] = chances[t] * decision.first() + (t > 0 ? chances[t - 1] * even : 0);
      }
    }
    double credit = 0;
    for (int t = 0; t < chances.length; t++) {
      credit += chances[t] / (1 + t);
    }
    return new Scored(id, subset, credit);
  }
}
