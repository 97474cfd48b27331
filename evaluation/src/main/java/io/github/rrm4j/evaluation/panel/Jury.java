package io.github.rrm4j.evaluation.panel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.statistics.DawidSkene;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Several judges who decide together, each with the weight of its log-odds:
 *
 * <pre>
 *   w_j = log(a_j / (1 - a_j)), a_j the accuracy of judge j
 *   first where the sum of w_j s_j is above 0, s_j = 1 for the first response, -1 for the second, 0 for neither
 * </pre>
 *
 * <p>These weights are those of the most probable answer where the judges err independently. The
 * accuracies are fitted on agreement alone, without gold ({@link DawidSkene#symmetric}), or on
 * gold, (right + 1) / (n + 2): the weights of a comparison then come from the other four fifths of
 * the comparisons, so that no gold decides about itself.
 *
 * <p>Sources: Dawid and Skene 1979; Nitzan and Paroush 1982, "Optimal Decision Rules in Uncertain
 * Dichotomous Choice Situations", for log-odds; Verga et al. 2024 ("Replacing Judges with Juries"),
 * arXiv 2404.18796, for juries of models.
 */
public final class Jury {

  private static final int FOLDS = 5;
  private static final Key FOLD = Key.of(0, "folds of a jury");

  private final Panel panel;
  private final int[][] answers; // (comparisons, judges): 0 first, 1 second, -1 neither
  private final DawidSkene agreement;

  /** How weights are found. */
  enum Weights {
    /** All have the same. */
    MAJORITY,
    /** By agreement. */
    DAWID_SKENE,
    /** By gold, of the other folds. */
    GOLD
  }

  /** A jury of the panel's judges. */
  public Jury(Panel panel) {
    this.panel = panel;
    this.answers = new int[panel.size()][panel.names().size()];
    for (int item = 0; item < answers.length; item++) {
      for (int judge = 0; judge < answers[item].length; judge++) {
        answers[item][judge] =
            panel.opinions().get(judge).get(item).choice().map(Side::ordinal).orElse(-1);
      }
    }
    this.agreement = DawidSkene.symmetric(answers, 2);
  }

  /** The accuracy of each judge, as far as agreement tells it. */
  double[] accuraciesByAgreement() {
    return agreement.accuracies();
  }

  /** Log-odds; an accuracy of 0 or 1 counts as if one more answer of n had been otherwise. */
  private double weight(double accuracy) {
    double least = 1.0 / (panel.size() + 2);
    double kept = Math.max(least, Math.min(1 - least, accuracy));
    return Math.log(kept / (1 - kept));
  }

  /** Of each judge, fitted on the gold of some comparisons. */
  private double[] goldWeights(List<Integer> items) {
    double[] weights = new double[panel.names().size()];
    for (int judge = 0; judge < weights.length; judge++) {
      double right = 0;
      int n = 0;
      for (int item : items) {
        if (answers[item][judge] >= 0) {
          right += answers[item][judge] == gold(item).ordinal() ? 1 : 0;
          n++;
        }
      }
      weights[judge] = weight((right + 1) / (n + 2));
    }
    return weights;
  }

  private Side gold(int item) {
    return panel.opinions().get(0).get(item).gold();
  }

  private double[] equal() {
    double[] weights = new double[panel.names().size()];
    Arrays.fill(weights, 1);
    return weights;
  }

  private double[] byAgreement() {
    return Arrays.stream(accuraciesByAgreement()).map(this::weight).toArray();
  }

  /** Of each comparison the weights of the judges. Shape: (comparisons, judges). */
  private double[][] weights(Weights kind) {
    double[][] weights = new double[panel.size()][];
    switch (kind) {
      case MAJORITY -> Arrays.fill(weights, equal());
      case DAWID_SKENE -> Arrays.fill(weights, byAgreement());
      case GOLD -> {
        int[] folds =
            panel.opinions().get(0).stream()
                .mapToInt(o -> FOLD.with(o.id()).below(0, FOLDS))
                .toArray();
        for (int fold = 0; fold < FOLDS; fold++) {
          int own = fold;
          double[] fitted =
              goldWeights(
                  IntStream.range(0, folds.length).filter(i -> folds[i] != own).boxed().toList());
          for (int item = 0; item < folds.length; item++) {
            weights[item] = folds[item] == own ? fitted : weights[item];
          }
        }
      }
    }
    return weights;
  }

  /** The sum of w_j s_j of each comparison; above 0 for the first response. */
  double[] sums(Weights kind) {
    double[][] weights = weights(kind);
    double[] sums = new double[panel.size()];
    for (int item = 0; item < sums.length; item++) {
      for (int judge = 0; judge < answers[item].length; judge++) {
        int said = answers[item][judge];
        sums[item] += said < 0 ? 0 : (said == 0 ? 1 : -1) * weights[item][judge];
      }
    }
    return sums;
  }

  /** Of each comparison the credit: one half where the jury is split. */
  private double[] right(Weights kind) {
    double[] sums = sums(kind);
    double[] right = new double[sums.length];
    for (int item = 0; item < sums.length; item++) {
      double toGold = gold(item) == Side.FIRST ? sums[item] : -sums[item];
      right[item] = Math.abs(toGold) < 1e-12 ? 0.5 : toGold > 0 ? 1 : 0;
    }
    return right;
  }

  /** A row for each judge: how good it is, what weight it has, what it costs. */
  public ResultRows judges() {
    double[] agreed = accuraciesByAgreement();
    double[] gold = goldWeights(IntStream.range(0, panel.size()).boxed().toList());
    List<ObjectNode> rows = new ArrayList<>();
    for (int judge = 0; judge < agreed.length; judge++) {
      int own = judge;
      ObjectNode row = ResultRows.row().put("judge", panel.names().get(judge));
      row.put("n", panel.size());
      ItemMeans.putShare(row, "accuracy", panel.right(judge));
      row.put("accuracy_by_agreement", agreed[judge]);
      row.put("weight_by_agreement", weight(agreed[judge])).put("weight_by_gold", gold[judge]);
      double silent = Arrays.stream(answers).filter(item -> item[own] < 0).count();
      row.put("undecided", silent / panel.size());
      row.put("tokens", ItemMeans.average(panel.tokens(judge)));
      rows.add(cost(row, List.of(judge)));
    }
    return new ResultRows("judges", rows);
  }

  /** Dollars of a comparison; null where those of a judge are not known. */
  private ObjectNode cost(ObjectNode row, List<Integer> judges) {
    double sum = 0;
    for (int judge : judges) {
      for (Opinion opinion : panel.opinions().get(judge)) {
        OptionalDouble dollars = opinion.dollars();
        if (dollars.isEmpty()) {
          return row.putNull("cost_usd");
        }
        sum += dollars.getAsDouble();
      }
    }
    return row.put("cost_usd", sum / panel.size());
  }

  /**
   * For each section and each way to find weights: accuracy, its difference from the judge with the
   * best accuracy of all comparisons, and from the majority; tokens of all judges together.
   */
  public ResultRows juries() {
    int judges = panel.names().size();
    int best = 0;
    for (int judge = 1; judge < judges; judge++) {
      boolean better = ItemMeans.average(panel.right(judge)) > ItemMeans.average(panel.right(best));
      best = better ? judge : best;
    }
    double[] tokens = new double[panel.size()];
    for (int judge = 0; judge < judges; judge++) {
      double[] own = panel.tokens(judge);
      Arrays.setAll(tokens, item -> tokens[item] + own[item]);
    }
    List<ObjectNode> rows = new ArrayList<>();
    Map<String, List<Integer>> sections =
        ItemMeans.sections(panel.opinions().get(0).stream().map(Opinion::subset).toList());
    double[] majority = right(Weights.MAJORITY);
    for (Map.Entry<String, List<Integer>> section : sections.entrySet()) {
      List<Integer> items = section.getValue();
      for (Weights kind : Weights.values()) {
        ObjectNode row = ResultRows.row().put("section", section.getKey());
        row.put("weights", Word.of(kind));
        row.put("n", items.size());
        double[] right = ItemMeans.of(right(kind), items);
        ItemMeans.putShare(row, "accuracy", right);
        row.put("best_judge", panel.names().get(best));
        ItemMeans.putShareDifference(row, "gain", right, ItemMeans.of(panel.right(best), items));
        if (kind == Weights.MAJORITY) {
          ItemMeans.putNull(row, "gain_over_majority");
        } else {
          ItemMeans.putShareDifference(
              row, "gain_over_majority", right, ItemMeans.of(majority, items));
        }
        row.put("tokens", ItemMeans.average(ItemMeans.of(tokens, items)));
        rows.add(row);
      }
    }
    List<Integer> everyone = IntStream.range(0, judges).boxed().toList();
    rows.forEach(row -> cost(row, everyone));
    return new ResultRows("juries", rows);
  }

  /**
   * How often each two judges choose the same response, of the comparisons that both decide, and
   * how often they would if their errors were independent.
   */
  public ResultRows agreement() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int one = 0; one < panel.names().size(); one++) {
      for (int other = one + 1; other < panel.names().size(); other++) {
        rows.add(agreement(one, other));
      }
    }
    return new ResultRows("agreement", rows);
  }

  private ObjectNode agreement(int one, int other) {
    int[] both =
        IntStream.range(0, panel.size())
            .filter(item -> answers[item][one] >= 0 && answers[item][other] >= 0)
            .toArray();
    ObjectNode row =
        ResultRows.row().put("judge", panel.names().get(one)).put("with", panel.names().get(other));
    row.put("n", both.length);
    if (both.length == 0) {
      return ItemMeans.putNull(row, "agree").putNull("independent");
    }
    double[] agree =
        Arrays.stream(both)
            .mapToDouble(i -> answers[i][one] == answers[i][other] ? 1 : 0)
            .toArray();
    ItemMeans.putShare(row, "agree", agree);
    double a = rightOf(both, one);
    double b = rightOf(both, other);
    return row.put("independent", a * b + (1 - a) * (1 - b));
  }

  private double rightOf(int[] items, int judge) {
    return Arrays.stream(items)
        .mapToDouble(item -> answers[item][judge] == gold(item).ordinal() ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /** What the jury with weights by agreement says, as lines that {@code --judgements} reads. */
  public List<ObjectNode> verdicts() {
    double[] sums = sums(Weights.DAWID_SKENE);
    List<ObjectNode> lines = new ArrayList<>();
    for (int item = 0; item < sums.length; item++) {
      String verdict =
          Math.abs(sums[item]) < 1e-12 ? "malformed" : sums[item] > 0 ? "first" : "second";
      ObjectNode line =
          ResultRows.row()
              .put("id", panel.opinions().get(0).get(item).id())
              .put("order", "given")
              .put("verdict_order", "given")
              .put("verdict", verdict);
      lines.add(line.put("probability", 1 / (1 + Math.exp(-Math.abs(sums[item])))));
    }
    return lines;
  }
}
