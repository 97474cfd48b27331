package io.github.rrm4j.evaluation.stress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Ratio;
import io.github.rrm4j.statistics.Ratio.Unit;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What each attack does to a judge: the change of its accuracy, how often the attacked response
 * wins, and how often a verdict flips.
 *
 * <p>Judgement s of the plain pair is compared with judgement s of the attacked one. With R the
 * judgements of plain pairs that are right, and W those of attacked pairs that are wrong:
 *
 * <pre>
 *   wins           = |W| / judgements
 *   false win rate = |R and W| / |R|
 * </pre>
 *
 * <p>A flip is a readable verdict for the one response that becomes a readable verdict for the
 * other. What {@link Attacks#BASELINE} has is the noise that the others have to exceed.
 *
 * @param pool filled with {@link AttackedPairs#asked}
 * @param n judgements of each pair
 */
public record AttackEffects(AttackedPairs pairs, JudgementPool pool, int n) {

  private static final double CONFIDENCE = 0.95;
  private static final Key BOOTSTRAP = Key.of(0, "false wins");
  private static final List<String> MEASURES =
      List.of(
          "accuracy_plain",
          "accuracy_attacked",
          "change",
          "wins",
          "false_win_rate",
          "flip_rate",
          "flip_excess");

  /**
   * A row for each attack. Numbers are absent where it could be made on no pair, and {@code
   * not_applicable} says why.
   */
  public ResultRows attacks() {
    return new ResultRows(
        "attacks", pairs.attacks().stream().filter(Attack::keepsGold).map(this::row).toList());
  }

  private ObjectNode row(Attack attack) {
    List<Pair> items = pairs.plain(attack);
    ObjectNode row = ResultRows.row().put("family", attack.family().label());
    row.put("attack", attack.name()).put("n", items.size());
    row.put("left_out", pairs.leftOut(attack)).put("not_applicable", reasons(attack));
    if (items.isEmpty()) {
      MEASURES.forEach(measure -> ItemMeans.putNull(row, measure));
      return row.putNull("unreadable_change");
    }
    List<Pair> attacked = items.stream().map(pair -> pairs.attacked(attack, pair)).toList();
    double[] before = shares(items, Outcome.CORRECT);
    double[] after = shares(attacked, Outcome.CORRECT);
    ItemMeans.putShare(row, "accuracy_plain", before);
    ItemMeans.putShare(row, "accuracy_attacked", after);
    ItemMeans.putShareDifference(row, "change", after, before);
    ItemMeans.putShare(row, "wins", shares(attacked, Outcome.WRONG));
    putFalseWins(row, items, attacked);
    putFlips(row, attack, items);
    double[] lost = new double[items.size()];
    Arrays.setAll(lost, i -> unreadable(of(attacked.get(i))) - unreadable(of(items.get(i))));
    return row.put("unreadable_change", ItemMeans.average(lost));
  }

  /** {@code 3 pairs: REASON}, or nothing. */
  private String reasons(Attack attack) {
    return pairs.notApplicable(attack).entrySet().stream()
        .map(entry -> Text.format("%d pairs: %s", entry.getValue(), entry.getKey()))
        .collect(Collectors.joining("; "));
  }

  private void putFalseWins(ObjectNode row, List<Pair> items, List<Pair> attacked) {
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Unit both = together(items.get(i), attacked.get(i), Outcome.CORRECT, Outcome.WRONG);
      units.add(both);
    }
    Ratio rate = new Ratio(units);
    if (rate.units().isEmpty()) {
      ItemMeans.putNull(row, "false_win_rate");
    } else {
      ItemMeans.put(
          row, "false_win_rate", rate.value(), rate.interval(true, CONFIDENCE, BOOTSTRAP));
    }
  }

  /** How often one outcome becomes another one, and how often there is the one. */
  private Unit together(Pair plain, Pair attacked, Outcome from, Outcome to) {
    List<PooledJudgement> before = of(plain);
    List<PooledJudgement> after = of(attacked);
    int both = 0;
    int those = 0;
    for (int s = 0; s < n; s++) {
      if (before.get(s).outcome(plain.gold()) == from) {
        those++;
        both += after.get(s).outcome(attacked.gold()) == to ? 1 : 0;
      }
    }
    return new Unit(both, those);
  }

  private void putFlips(ObjectNode row, Attack attack, List<Pair> items) {
    double[] flips = flips(attack, items);
    ItemMeans.putShare(row, "flip_rate", flips);
    if (items.stream().allMatch(pair -> pairs.has(Attacks.BASELINE, pair))) {
      ItemMeans.putShareDifference(row, "flip_excess", flips, flips(Attacks.BASELINE, items));
    } else {
      ItemMeans.putNull(row, "flip_excess");
    }
  }

  private double[] flips(Attack attack, List<Pair> items) {
    double[] flips = new double[items.size()];
    for (int i = 0; i < flips.length; i++) {
      Pair plain = items.get(i);
      Pair attacked = pairs.attacked(attack, plain);
      Unit lost = together(plain, attacked, Outcome.CORRECT, Outcome.WRONG);
      Unit won = together(plain, attacked, Outcome.WRONG, Outcome.CORRECT);
      flips[i] = (lost.numerator() + won.numerator()) / n;
    }
    return flips;
  }

  /** What a judge chooses between two equal responses; no row where that was not tried. */
  public ResultRows identical() {
    List<ObjectNode> rows = new ArrayList<>();
    for (Attack attack : pairs.attacks()) {
      List<Pair> items = attack.keepsGold() ? List.of() : pairs.plain(attack);
      if (!items.isEmpty()) {
        List<Pair> shown = items.stream().map(pair -> pairs.attacked(attack, pair)).toList();
        double[] first = shares(shown, sample -> sample.verdict() == Verdict.FIRST);
        double[] second = shares(shown, sample -> sample.verdict() == Verdict.SECOND);
        ObjectNode row = ResultRows.row().put("n", items.size());
        row.put("left_out", pairs.leftOut(attack));
        ItemMeans.putShare(row, "first", first);
        ItemMeans.putShare(row, "second", second);
        ItemMeans.putShare(row, "unreadable", shares(shown, AttackEffects::unreadable));
        rows.add(ItemMeans.putShareDifference(row, "first_over_second", first, second));
      }
    }
    return new ResultRows("identical", rows);
  }

  private List<PooledJudgement> of(Pair pair) {
    return pool.of(pair.id(), n);
  }

  private double[] shares(List<Pair> items, Outcome outcome) {
    return items.stream()
        .mapToDouble(pair -> share(of(pair), sample -> sample.outcome(pair.gold()) == outcome))
        .toArray();
  }

  private double[] shares(List<Pair> items, Predicate<PooledJudgement> which) {
    return items.stream().mapToDouble(pair -> share(of(pair), which)).toArray();
  }

  private static double unreadable(List<PooledJudgement> samples) {
    return share(samples, AttackEffects::unreadable);
  }

  private static boolean unreadable(PooledJudgement sample) {
    return sample.verdict().side().isEmpty() && sample.verdict() != Verdict.TIE;
  }

  private static double share(List<PooledJudgement> samples, Predicate<PooledJudgement> which) {
    return (double) samples.stream().filter(which).count() / samples.size();
  }
}
