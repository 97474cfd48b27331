package io.github.rrm4j.report.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.sweep.SweepResults.Metric;
import io.github.rrm4j.report.sweep.SweepResults.Row;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.MeanInterval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SweepTableTest {

  private static SweepRun run(long seed, double accuracy, double thinking, double n) {
    return new SweepRun(
        seed,
        Map.of(
            "accuracy", accuracy,
            "swap_consistency", accuracy,
            "thinking_mean", thinking,
            "malformed_frac", 0.0,
            "minutes", 2.0,
            "n", n,
            "n_effective", 0.75 * n),
        Map.of("hard", Map.of("accuracy", accuracy / 2, "thinking_mean", 2 * thinking, "n", n / 4)),
        Curve.of(new TreeMap<>()));
  }

  private static SweepResults table(List<SweepRun> base, List<SweepRun> other) {
    return new SweepResults(
        List.of(new Row("base", base, ""), new Row("other", other, "seed 9 FAILED: no | disk")),
        "base");
  }

  private static MeanInterval difference(SweepResults table, Metric metric) {
    return table.difference(table.rows().get(1), metric).orElseThrow();
  }

  @Test
  void differencesArePairedBySeed() {
    // Differences -10, -12 and -11 tokens, whatever the seeds have in common; seed 4 has no
    // partner.
    SweepResults table =
        table(
            List.of(run(1, .9, 40, 1e6), run(2, .9, 60, 1e6), run(3, .9, 80, 1e6)),
            List.of(
                run(3, .9, 69, 1e6), run(2, .9, 48, 1e6), run(1, .9, 30, 1e6), run(4, .9, 1, 1e6)));
    MeanInterval thinking = difference(table, Metric.THINKING);
    assertEquals(-11, thinking.mean(), 1e-9);
    // t of 2 degrees of freedom, s = 1
    assertEquals(-11 + 2.484138, thinking.interval().orElseThrow().upper(), 1e-5);
    assertEquals("lower", SweepResults.reading(thinking));
  }

  @Test
  void seedsThatAgreeByChanceDoNotMakeADifferenceReal() {
    SweepResults table =
        table(
            List.of(run(1, .50, 9, 100), run(2, .50, 9, 100)),
            List.of(run(1, .55, 9, 100), run(2, .55, 9, 100)));
    MeanInterval accuracy = difference(table, Metric.ACCURACY);
    // 1.96 sqrt(0.25 / 150 + 0.2475 / 150)
    assertEquals(0.162875, accuracy.interval().orElseThrow().upper(), 1e-5);
    assertEquals("within noise", SweepResults.reading(accuracy));
  }

  @Test
  void oneSeedHasTheIntervalOfItsPairs() {
    SweepResults table = table(List.of(run(1, .5, 9, 800)), List.of(run(1, .9, 9, 800)));
    Interval interval =
        table.mean(table.rows().get(0), Metric.ACCURACY).orElseThrow().interval().orElseThrow();
    assertEquals(0.460120, interval.lower(), 1e-4); // Wilson, 600 trials
    assertEquals("higher", SweepResults.reading(difference(table, Metric.ACCURACY)));
    assertEquals("one seed", SweepResults.reading(difference(table, Metric.THINKING)));
  }

  @Test
  void judgesThatAreAlwaysRightMayDifferOnOtherPairs() {
    SweepResults table = table(List.of(run(1, 1, 9, 80)), List.of(run(1, 1, 9, 80)));
    Interval interval = difference(table, Metric.ACCURACY).interval().orElseThrow();
    // 60 trials each: 1 - Wilson's lower end of 60 of 60
    assertEquals(0.06017, interval.upper(), 1e-4);
    assertEquals(IntervalMethod.NEWCOMBE, interval.method());
  }

  @Test
  void sharesStayBetweenNothingAndAll() {
    SweepResults table = table(List.of(run(1, .1, 9, 20), run(2, .9, 9, 20)), List.of());
    Interval interval =
        table.mean(table.rows().get(0), Metric.ACCURACY).orElseThrow().interval().orElseThrow();
    assertEquals(0, interval.lower());
    assertEquals(1, interval.upper());
  }

  @Test
  void markdownAndCsvHaveEveryCellAndEveryRun() {
    SweepResults table = table(List.of(run(1, .5, 9, 800)), List.of());
    List<String> lines = new SweepTable(table).results().markdown().lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(0).startsWith("| cell | accuracy against base |"), lines.get(0));
    assertTrue(lines.get(2).startsWith("| base | base | 50.0 [46.0, 54.0] | 1 |"), lines.get(2));
    assertTrue(lines.get(3).contains("| other | - | - | 0 |"), lines.get(3));
    assertTrue(lines.get(3).endsWith("| seed 9 FAILED: no \\| disk |"), lines.get(3));
    assertEquals(
        "cell,seed,accuracy,swap_consistency,thinking_mean,malformed_frac,minutes,n\n"
            + "\"base\",1,0.5,0.5,9.0,0.0,2.0,800.0\n",
        new SweepTable(table).runs().csv());
  }

  @Test
  void aSectionHasItsOwnMeansAndDifferences() {
    SweepResults table =
        table(
            List.of(run(1, .8, 10, 800), run(2, .8, 10, 800)),
            List.of(run(1, .4, 8, 800), run(2, .4, 8, 800)));
    List<String> lines = ("\n" + new SweepTable(table).bySection().markdown()).lines().toList();
    assertEquals(5, lines.size());
    assertTrue(lines.get(3).startsWith("| hard | base | base | 40.0 ["), lines.get(3));
    assertTrue(lines.get(4).startsWith("| hard | other | -20.0 ["), lines.get(4));
    assertTrue(lines.get(4).contains("], lower | 20.0 ["), lines.get(4));
    assertTrue(lines.get(4).contains("] | -4.0 [-4.0, -4.0], lower |"), lines.get(4));
    // 1.96 sqrt((0.24 + 0.16) / 400), over the 400 judgements of both seeds
    assertEquals(
        -0.2 + 0.06198,
        difference(table.in("hard"), Metric.ACCURACY).interval().orElseThrow().upper(),
        1e-5);
  }
}
