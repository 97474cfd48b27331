package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pair of which one response is the better one.
 *
 * <p>The credit is the mean over the orders in which it was judged: 1 where the votes of that order
 * choose the better response, {@code undecided} where they choose neither, else 0; of a judge that
 * gives scores, equal ones are worth nothing. Where both orders were judged, {@value #AGREE} says
 * whether they chose the same response, or both chose none; {@value #BOTH} whether both chose the
 * better one, and {@value #SUM} is the number of orders that chose it minus the number that chose
 * the other one.
 *
 * @param comparison with a gold
 * @param undecided credit of a tie of votes, or of votes that cannot be read
 */
public record PairItem(Comparison comparison, double undecided) implements SingleComparison {

  public static final String AGREE = "agree";
  public static final String BOTH = "both";
  public static final String SUM = "sum";

  @Override
  public Scored score(Verdicts verdicts) {
    Side gold = comparison.pair().gold().orElseThrow();
    List<MajorityVote> orders = verdicts.orders(id());
    double neither = verdicts.givesScores() ? 0 : undecided;
    double credit = 0;
    double sum = 0;
    for (MajorityVote votes : orders) {
      Optional<Side> chosen = votes.result().side();
      credit += chosen.map(side -> side == gold ? 1.0 : 0.0).orElse(neither);
      sum += chosen.map(side -> side == gold ? 1 : -1).orElse(0);
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(SUM, sum);
    if (orders.size() == 2) {
      boolean agree = orders.get(0).result().side().equals(orders.get(1).result().side());
      values.put(AGREE, agree ? 1.0 : 0.0);
      values.put(BOTH, sum == 2 ? 1.0 : 0.0);
    }
    return new Scored(id(), subset(), credit / orders.size(), values);
  }
}
