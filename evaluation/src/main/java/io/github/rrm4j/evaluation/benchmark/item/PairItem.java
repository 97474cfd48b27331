package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pair of which one response is the better one.
 *
 * <p>The credit is the mean over the orders in which it was judged: 1 where the votes of that order
 * choose the better response, {@code undecided} where they choose neither, else 0; of a judge that
 * gives scores, equal ones are worth nothing. {@value #SUM} is the number of orders that chose the
 * better one minus the number that chose the other one, and {@value #RIGHT} whether it is above 0.
 * Where both orders were judged, {@value #AGREE} says whether they chose the same response, or both
 * chose none; {@value #BOTH} whether both chose the better one. Where the votes of an order decide
 * nothing for certain, all of these are expected values.
 *
 * @param comparison with a gold
 * @param undecided credit of votes for neither, or of votes that cannot be read
 */
public record PairItem(Comparison comparison, double undecided) implements SingleComparison {

  public static final String AGREE = "agree";
  public static final String BOTH = "both";
  public static final String SUM = "sum";
  public static final String RIGHT = "right";

  @Override
  public Scored score(Verdicts verdicts) {
    Side gold = comparison.pair().gold().orElseThrow();
    List<VoteDecision> orders = verdicts.decisions(id());
    double neither = verdicts.givesScores() ? 0 : undecided;
    double credit = 0;
    double sum = 0;
    for (VoteDecision decision : orders) {
      credit += decision.of(gold) + neither * decision.neither();
      sum += decision.of(gold) - decision.of(gold.other());
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(SUM, sum);
    if (orders.size() == 2) {
      VoteDecision one = orders.get(0);
      VoteDecision two = orders.get(1);
      double both = one.of(gold) * two.of(gold);
      values.put(RIGHT, both + one.of(gold) * two.neither() + one.neither() * two.of(gold));
      values.put(
          AGREE,
          both + one.of(gold.other()) * two.of(gold.other()) + one.neither() * two.neither());
      values.put(BOTH, both);
    } else {
      values.put(RIGHT, orders.get(0).of(gold));
    }
    return new Scored(id(), subset(), credit / orders.size(), values);
  }
}
