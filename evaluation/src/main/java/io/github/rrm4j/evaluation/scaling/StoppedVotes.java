package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.McNemar;
import io.github.rrm4j.statistics.PairedProportions;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Votes that stop once they are enough, by stored judgements: what they save, and what that costs.
 *
 * <p>A pair's votes are replayed {@value #REPLAYS} times, each time in an order of its own; the
 * first replay has the order in which they were drawn, which is what {@code --votes-stop} does.
 * Accuracy is compared with that of all votes of the same pairs, and with that of as many votes for
 * every pair as the stopped ones are on average.
 */
public final class StoppedVotes {

  static final int REPLAYS = 50;
  private static final double[] BOUNDS = {0.8, 0.9, 0.95, 0.98, 0.99};
  private static final Key KEY = Key.of(0, "stopped votes");

  private final List<Pair> pairs;
  private final VoteScaling fixed;
  private final List<List<PooledJudgement>> samples = new ArrayList<>();
  private final int n;

  /** What a pair's votes came to: shares and means over the replays. */
  private record Stopped(
      double[] right, double[] votes, double[] tokens, double[] early, double[] firstReplay) {}

  /**
   * @param pairs that a pool was filled with
   * @param n judgements of each
   */
  public StoppedVotes(List<Pair> pairs, JudgementPool pool, int n) {
    this.pairs = pairs;
    this.n = n;
    this.fixed = new VoteScaling(pairs, pool, n);
    pairs.forEach(pair -> samples.add(pool.of(pair.id(), n)));
  }

  /**
   * For each section and each bound: judgements of a pair, saved of n, tokens, accuracy; its
   * difference from that of all n votes, with McNemar's p for the votes in the order in which they
   * were drawn; its difference from votes without a stop at the same cost.
   */
  public ResultRows table() {
    Stopped all = replayed(StoppingRule.NEVER);
    List<Stopped> stopped = new ArrayList<>();
    for (double bound : BOUNDS) {
      stopped.add(replayed(new StoppingRule(bound)));
    }
    List<ObjectNode> rows = new ArrayList<>();
    Map<String, List<Integer>> sections =
        ItemMeans.sections(pairs.stream().map(Pair::section).toList());
    for (Map.Entry<String, List<Integer>> section : sections.entrySet()) {
      for (int b = 0; b < BOUNDS.length; b++) {
        rows.add(row(section.getKey(), section.getValue(), BOUNDS[b], stopped.get(b), all));
      }
    }
    return new ResultRows("stopped", rows);
  }

  private ObjectNode row(
      String section, List<Integer> items, double bound, Stopped some, Stopped all) {
    ObjectNode row = ResultRows.row().put("section", section).put("stop", bound);
    row.put("n", items.size());
    double[] votes = ItemMeans.of(some.votes, items);
    ItemMeans.put(row, "judgements", votes);
    row.put("saved", 1 - ItemMeans.average(votes) / n);
    row.put("tokens", ItemMeans.average(ItemMeans.of(some.tokens, items)));
    row.put("stopped", ItemMeans.average(ItemMeans.of(some.early, items)));
    double[] right = ItemMeans.of(some.right, items);
    ItemMeans.putShare(row, "accuracy", right);
    ItemMeans.putShareDifference(row, "gain", right, ItemMeans.of(fixed.accuracies(n), items));
    row.put("mcnemar_p", p(some.firstReplay, all.firstReplay, items));
    double[] sameCost = ItemMeans.of(sameCost(ItemMeans.average(votes)), items);
    return ItemMeans.putShareDifference(row, "gain_at_same_cost", right, sameCost);
  }

  private static double p(double[] stopped, double[] all, List<Integer> items) {
    PairedProportions counts =
        PairedProportions.of(ItemMeans.of(stopped, items), ItemMeans.of(all, items));
    return new McNemar((int) counts.onlyFirst(), (int) counts.onlySecond()).pValue();
  }

  /** Of each pair, the accuracy of so many votes; between whole numbers on a straight line. */
  private double[] sameCost(double votes) {
    int below = (int) Math.min(n - 1, Math.max(1, Math.floor(votes)));
    double[] fewer = fixed.accuracies(below);
    double[] more = fixed.accuracies(below + 1);
    double[] between = new double[fewer.length];
    for (int item = 0; item < between.length; item++) {
      between[item] = fewer[item] + (votes - below) * (more[item] - fewer[item]);
    }
    return between;
  }

  private Stopped replayed(StoppingRule rule) {
    int size = pairs.size();
    Stopped result =
        new Stopped(
            new double[size],
            new double[size],
            new double[size],
            new double[size],
            new double[size]);
    for (int item = 0; item < size; item++) {
      for (int replay = 0; replay < REPLAYS; replay++) {
        replay(rule, item, replay, result);
      }
    }
    return result;
  }

  private void replay(StoppingRule rule, int item, int replay, Stopped into) {
    List<List<PooledJudgement>> orders = orders(item, replay);
    List<PooledJudgement> drawn = new ArrayList<>();
    boolean early = false;
    for (int look = 0; look < orders.get(0).size() && !early; look++) {
      for (List<PooledJudgement> order : orders) {
        if (look < order.size()) {
          drawn.add(order.get(look));
        }
      }
      early = drawn.size() < n && rule.stops(tally(drawn));
    }
    VoteDecision decision = VoteDecision.of(tally(drawn).all());
    double right = decision.of(pairs.get(item).gold());
    into.right[item] += right / REPLAYS;
    into.votes[item] += (double) drawn.size() / REPLAYS;
    into.tokens[item] += drawn.stream().mapToDouble(PooledJudgement::length).sum() / REPLAYS;
    into.early[item] += early ? 1.0 / REPLAYS : 0;
    if (replay == 0) {
      into.firstReplay[item] = right;
    }
  }

  /** The judgements of each order, the one that was asked first in front, in an order of replay. */
  private List<List<PooledJudgement>> orders(int item, int replay) {
    List<List<PooledJudgement>> orders = new ArrayList<>();
    boolean first = samples.get(item).get(0).swapped();
    for (boolean swapped : new boolean[] {first, !first}) {
      List<PooledJudgement> own =
          samples.get(item).stream().filter(one -> one.swapped() == swapped).toList();
      int[] order =
          KEY.with(pairs.get(item).id()).with(swapped ? 1 : 0).with(replay).permutation(own.size());
      List<PooledJudgement> shuffled = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        shuffled.add(own.get(replay == 0 ? i : order[i]));
      }
      orders.add(shuffled);
    }
    return orders;
  }

  private static VoteTally tally(List<PooledJudgement> drawn) {
    return new VoteTally(votes(drawn, false), votes(drawn, true));
  }

  private static MajorityVote votes(List<PooledJudgement> drawn, boolean swapped) {
    List<Verdict> verdicts =
        drawn.stream()
            .filter(one -> one.swapped() == swapped)
            .map(PooledJudgement::verdict)
            .toList();
    return MajorityVote.of(verdicts);
  }
}
