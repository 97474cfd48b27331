package io.github.rrm4j.evaluation.agreement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.McNemar;
import io.github.rrm4j.statistics.PairedProportions;
import io.github.rrm4j.statistics.agreement.Confusion;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How a judge differs from an earlier version of itself on the pairs that both have judged and
 * people have decided: whether it agrees with them more or less (McNemar's exact test), and on how
 * many pairs it says something else.
 *
 * @param before what the earlier version said
 * @param key what the bootstraps draw with
 */
record Drift(List<CodedPair> pairs, Verdicts before, int categories, Key key) {

  /** One row; none where there is no such pair. */
  List<ObjectNode> rows() {
    List<CodedPair> now = new ArrayList<>();
    for (CodedPair pair : pairs) {
      if (pair.majority() >= 0 && before.has(pair.pair().id())) {
        now.add(pair);
      }
    }
    if (now.isEmpty()) {
      return List.of();
    }
    double[] right = now.stream().mapToDouble(p -> p.right() ? 1 : 0).toArray();
    double[] was = now.stream().mapToDouble(p -> p.before() == p.majority() ? 1 : 0).toArray();
    double[] other = now.stream().mapToDouble(p -> p.before() == p.judge() ? 0 : 1).toArray();
    PairedProportions paired = PairedProportions.of(was, right);
    McNemar test = new McNemar((int) paired.onlyFirst(), (int) paired.onlySecond());
    ObjectNode row = ResultRows.row().put("n", now.size());
    ItemMeans.putShare(row, "accuracy_before", was);
    ItemMeans.putShare(row, "accuracy", right);
    ItemMeans.putShareDifference(row, "gain", right, was);
    row.put("only_before_right", test.onlyFirst())
        .put("only_now_right", test.onlySecond())
        .put("p", test.pValue());
    ItemMeans.putShare(row, "changed", other);
    List<CodedPair> read = now.stream().filter(p -> p.judge() >= 0 && p.before() >= 0).toList();
    Coefficients.put(
        row,
        "kappa_change",
        Coefficients.strata(read),
        some -> kappa(some, CodedPair::judge) - kappa(some, CodedPair::before),
        key.with("kappa change"));
    return List.of(row);
  }

  private double kappa(List<CodedPair> some, ToIntFunction<CodedPair> judge) {
    Confusion table = new Confusion(categories);
    some.forEach(pair -> table.add(pair.majority(), judge.applyAsInt(pair)));
    return table.kappa();
  }
}
