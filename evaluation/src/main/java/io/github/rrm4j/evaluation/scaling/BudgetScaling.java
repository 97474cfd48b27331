package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Accuracy against the thinking budget.
 *
 * @param pairs that a pool was filled with, tokens kept
 * @param n judgements of each
 */
public record BudgetScaling(List<Pair> pairs, JudgementPool pool, int n) {

  /**
   * Budgets for who names none: the 10, 25, 50, 75 and 90 % quantiles of the thinking.
   *
   * @throws InvalidInput if every pair is too long for the judge
   */
  public int[] usualBudgets() {
    int[] thinking =
        pairs.stream()
            .flatMap(pair -> pool.of(pair.id(), n).stream())
            .filter(PooledJudgement::asked)
            .mapToInt(PooledJudgement::thinking)
            .sorted()
            .toArray();
    if (thinking.length == 0) {
      throw new InvalidInput(
          "scaling budget: every pair is too long for the judge, one at least must fit; choose --overlong shorten");
    }
    return IntStream.of(10, 25, 50, 75, 90)
        .map(percent -> Math.max(1, thinking[(thinking.length - 1) * percent / 100]))
        .distinct()
        .toArray();
  }

  /** What a budget does to each pair, mean over its judgements. */
  private record Effect(double[] accuracy, double[] thinking, double[] forced, double[] lost) {}

  private Effect effect(OptionalInt budget, ForcedVerdicts forcedVerdicts) {
    Effect effect =
        new Effect(
            new double[pairs.size()],
            new double[pairs.size()],
            new double[pairs.size()],
            new double[pairs.size()]);
    for (int item = 0; item < pairs.size(); item++) {
      Pair pair = pairs.get(item);
      List<PooledJudgement> samples = pool.of(pair.id(), n);
      for (int s = 0; s < n; s++) {
        PooledJudgement sample = samples.get(s);
        boolean struck = budget.isPresent() && forcedVerdicts.strikes(sample, budget.getAsInt());
        Verdict verdict = verdict(pair, s, budget, forcedVerdicts);
        Outcome outcome = Outcome.of(verdict, pair.gold());
        effect.accuracy()[item] += outcome == Outcome.CORRECT ? 1.0 / n : 0;
        effect.thinking()[item] += (struck ? budget.getAsInt() : sample.thinking()) / (double) n;
        effect.forced()[item] += struck ? 1.0 / n : 0;
        effect.lost()[item] += verdict.side().isEmpty() ? 1.0 / n : 0;
      }
    }
    return effect;
  }

  /** What a judgement of a pair says under a budget that was filled, or under none. */
  public Verdict verdict(Pair pair, int sample, OptionalInt budget, ForcedVerdicts forcedVerdicts) {
    PooledJudgement judged = pool.of(pair.id(), n).get(sample);
    return budget.isPresent()
        ? forcedVerdicts.verdict(OpenPair.of(pair), sample, judged, budget.getAsInt())
        : judged.verdict();
  }

  /** Of each pair, the accuracy of one judgement under a budget that was filled, or under none. */
  public double[] accuracies(OptionalInt budget, ForcedVerdicts forcedVerdicts) {
    return effect(budget, forcedVerdicts).accuracy();
  }

  /**
   * For each section and budget, and without one (budget 0): accuracy, its difference to the
   * smallest budget, tokens of thinking, shares of judgements that were ended by force and that
   * cannot be read.
   *
   * @param budgets in tokens, filled
   */
  public ResultRows accuracy(int[] budgets, ForcedVerdicts forcedVerdicts) {
    int[] sorted = Arrays.stream(budgets).sorted().distinct().toArray();
    List<Effect> effects = new ArrayList<>();
    for (int budget : sorted) {
      effects.add(effect(OptionalInt.of(budget), forcedVerdicts));
    }
    effects.add(effect(OptionalInt.empty(), forcedVerdicts));
    List<ObjectNode> rows = new ArrayList<>();
    Map<String, List<Integer>> sections =
        ItemMeans.sections(pairs.stream().map(Pair::section).toList());
    for (Map.Entry<String, List<Integer>> section : sections.entrySet()) {
      List<Integer> items = section.getValue();
      for (int i = 0; i < effects.size(); i++) {
        Effect effect = effects.get(i);
        ObjectNode row = ResultRows.row().put("section", section.getKey());
        row.put("budget", i < sorted.length ? sorted[i] : 0).put("n", items.size());
        double[] accuracy = ItemMeans.of(effect.accuracy(), items);
        ItemMeans.putShare(row, "accuracy", accuracy);
        if (i == 0) {
          ItemMeans.putNull(row, "gain");
        } else {
          ItemMeans.putShareDifference(
              row, "gain", accuracy, ItemMeans.of(effects.get(0).accuracy(), items));
        }
        thinking(row, ItemMeans.of(effect.thinking(), items.stream().filter(this::asked).toList()));
        row.put("forced", ItemMeans.average(ItemMeans.of(effect.forced(), items)));
        row.put("unreadable", ItemMeans.average(ItemMeans.of(effect.lost(), items)));
        rows.add(row);
      }
    }
    return new ResultRows("accuracy", rows);
  }

  private boolean asked(int item) {
    return pool.of(pairs.get(item).id(), n).get(0).asked();
  }

  /** Of pairs that are too long for the judge there is no thinking. */
  private static void thinking(ObjectNode row, double[] tokens) {
    if (tokens.length > 0) {
      ItemMeans.put(row, "thinking_tokens", tokens);
    } else {
      ItemMeans.putNull(row, "thinking_tokens");
    }
  }
}
