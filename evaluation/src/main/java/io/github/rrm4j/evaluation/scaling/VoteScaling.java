package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.VoteSubsets;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Accuracy against the number of votes, and the thinking that each section takes. */
public final class VoteScaling {

  private final List<Pair> pairs;
  private final List<List<PooledJudgement>> samples = new ArrayList<>();
  private final int n;

  /**
   * @param pairs that a pool was filled with
   * @param n judgements of each, at most {@link VoteSubsets#MOST}
   */
  public VoteScaling(List<Pair> pairs, JudgementPool pool, int n) {
    this.pairs = pairs;
    this.n = n;
    pairs.forEach(pair -> samples.add(pool.of(pair.id(), n)));
  }

  /** Pairs as a pool takes them. */
  public static List<OpenPair> open(List<Pair> pairs) {
    return pairs.stream().map(OpenPair::of).toList();
  }

  /**
   * Of each pair, the accuracy of a vote of k of its judgements: right where most of those that can
   * be read are, and with probability one half where the vote is split.
   */
  public double[] accuracies(int k) {
    double[] accuracies = new double[pairs.size()];
    for (int item = 0; item < accuracies.length; item++) {
      accuracies[item] = votes(item, k).decision().first();
    }
    return accuracies;
  }

  /** Of each pair, the mean thinking tokens of its judgements; 0 where the judge was not asked. */
  public double[] thinkingTokens() {
    double[] mean = new double[pairs.size()];
    for (int item = 0; item < mean.length; item++) {
      mean[item] =
          samples.get(item).stream().mapToInt(PooledJudgement::thinking).average().orElse(0);
    }
    return mean;
  }

  private int count(int item, Outcome outcome) {
    Side gold = pairs.get(item).gold();
    return (int) samples.get(item).stream().filter(s -> s.outcome(gold) == outcome).count();
  }

  /** With the gold as the first response. */
  private VoteSubsets votes(int item, int k) {
    int right = count(item, Outcome.CORRECT);
    int tie = (int) samples.get(item).stream().filter(s -> s.verdict() == Verdict.TIE).count();
    int wrong = count(item, Outcome.WRONG) - tie;
    int unreadable = n - right - wrong - tie;
    return VoteSubsets.of(List.of(new MajorityVote(right, wrong, tie, unreadable, 0)), k);
  }

  /**
   * For each section and each k from 1 to n: accuracy, gain over one vote, share of split votes,
   * share without a readable vote.
   */
  public ResultRows accuracy() {
    double[][] accuracy = new double[n + 1][pairs.size()];
    double[][] split = new double[n + 1][pairs.size()];
    double[][] unreadable = new double[n + 1][pairs.size()];
    for (int k = 1; k <= n; k++) {
      for (int item = 0; item < pairs.size(); item++) {
        VoteSubsets votes = votes(item, k);
        accuracy[k][item] = votes.decision().first();
        split[k][item] = votes.split();
        unreadable[k][item] = votes.decision().unreadable();
      }
    }
    List<ObjectNode> rows = new ArrayList<>();
    for (Map.Entry<String, List<Integer>> section : sections().entrySet()) {
      List<Integer> items = section.getValue();
      for (int k = 1; k <= n; k++) {
        ObjectNode row = ResultRows.row().put("section", section.getKey()).put("votes", k);
        row.put("n", items.size());
        double[] now = ItemMeans.of(accuracy[k], items);
        ItemMeans.putShare(row, "accuracy", now);
        if (k == 1) {
          ItemMeans.putNull(row, "gain");
        } else {
          ItemMeans.putShareDifference(row, "gain", now, ItemMeans.of(accuracy[1], items));
        }
        row.put("split", ItemMeans.average(ItemMeans.of(split[k], items)));
        row.put("unreadable", ItemMeans.average(ItemMeans.of(unreadable[k], items)));
        rows.add(row);
      }
    }
    return new ResultRows("accuracy", rows);
  }

  /**
   * Adaptive compute: mean thinking tokens of each section, of all, right and wrong judgements;
   * pairs that are too long for the judge are left out.
   */
  public ResultRows thinking() {
    double[] mean = thinkingTokens();
    List<ObjectNode> rows = new ArrayList<>();
    for (Map.Entry<String, List<Integer>> section : sections().entrySet()) {
      List<Integer> asked =
          section.getValue().stream().filter(item -> samples.get(item).get(0).asked()).toList();
      if (asked.isEmpty()) {
        continue;
      }
      ObjectNode row = ResultRows.row().put("section", section.getKey());
      row.put("n", asked.size());
      ItemMeans.put(row, "thinking_tokens", ItemMeans.of(mean, asked));
      row.put("when_right", thinking(asked, Outcome.CORRECT));
      row.put("when_wrong", thinking(asked, Outcome.WRONG));
      rows.add(row);
    }
    return new ResultRows("thinking", rows);
  }

  private Double thinking(List<Integer> items, Outcome outcome) {
    long tokens = 0;
    long judgements = 0;
    for (int item : items) {
      for (PooledJudgement sample : samples.get(item)) {
        if (sample.outcome(pairs.get(item).gold()) == outcome) {
          tokens += sample.thinking();
          judgements++;
        }
      }
    }
    return judgements == 0 ? null : Double.valueOf((double) tokens / judgements);
  }

  private Map<String, List<Integer>> sections() {
    return ItemMeans.sections(pairs.stream().map(Pair::section).toList());
  }
}
