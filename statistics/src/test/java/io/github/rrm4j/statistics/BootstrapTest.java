package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static List<Double> shares(int ones, int all) {
    List<Double> values = new ArrayList<>(Collections.nCopies(ones, 1.0));
    values.addAll(Collections.nCopies(all - ones, 0.0));
    return values;
  }

  @Test
  void theStandardErrorOfAMeanIsThatOfTheFormula() {
    double[] values =
        new Bootstrap(Key.of(1, "test"), 4000)
            .values(List.of(shares(300, 400)), BootstrapTest::mean);
    assertEquals(Math.sqrt(0.75 * 0.25 / 400), Bootstrap.standardError(values), 6e-4);
    Interval interval = Bootstrap.interval(values, 0.95);
    assertEquals(0.75 - 1.96 * 0.02165, interval.lower(), 0.003);
    assertEquals(0.75 + 1.96 * 0.02165, interval.upper(), 0.003);
  }

  @Test
  void meansAreTheValuesOfTheMeanOfOneStratum() {
    Bootstrap bootstrap = new Bootstrap(Key.of(1, "test"), 50);
    double[] items = {0, 0.25, 0.5, 4};
    double[] expected =
        bootstrap.values(List.of(Arrays.stream(items).boxed().toList()), BootstrapTest::mean);
    assertArrayEquals(expected, bootstrap.means(items), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> bootstrap.means(new double[0]));
  }

  @Test
  void meansAreTheValuesOfTheMeanOfStrata() {
    Bootstrap bootstrap = new Bootstrap(Key.of(1, "test"), 50);
    List<List<Double>> strata =
        List.of(List.of(0.1), List.of(0.2, 0.4, 7.3), List.of(3.3), List.of(0.7, -1.9));
    double[] expected =
        bootstrap.values(
            strata,
            drawn -> {
              double sum = 0;
              for (double item : drawn) {
                sum += item;
              }
              return sum / drawn.size();
            });
    assertArrayEquals(expected, bootstrap.means(strata)); // to the last bit
    assertTrue(
        Arrays.stream(bootstrap.means(List.of(List.of(1.0, Double.NaN)))).anyMatch(Double::isNaN));
  }

  @Test
  void eachStratumKeepsItsSize() {
    List<List<Double>> strata = List.of(Collections.nCopies(6, 1.0), Collections.nCopies(2, 5.0));
    double[] values = new Bootstrap(Key.of(1, "test"), 50).values(strata, BootstrapTest::mean);
    assertTrue(Arrays.stream(values).allMatch(value -> value == 2.0), Arrays.toString(values));
  }

  @Test
  void strataOfOneItemAreOneStratum() {
    Bootstrap bootstrap = new Bootstrap(Key.of(1, "test"), 200);
    double[] apart =
        bootstrap.values(
            List.of(List.of(0.0), List.of(1.0), List.of(0.0), List.of(1.0)), BootstrapTest::mean);
    double[] together = bootstrap.values(List.of(List.of(0.0, 1.0, 0.0, 1.0)), BootstrapTest::mean);
    assertArrayEquals(together, apart);
    assertTrue(Bootstrap.standardError(apart) > 0.2, Arrays.toString(apart));
  }

  @Test
  void aSingleStratumOfOneItemJoinsTheSmallest() {
    Bootstrap bootstrap = new Bootstrap(Key.of(1, "test"), 200);
    List<Double> large = shares(3, 5);
    double[] joined =
        bootstrap.values(List.of(List.of(1.0), large, List.of(0.0, 0.5)), BootstrapTest::mean);
    double[] expected =
        bootstrap.values(List.of(large, List.of(0.0, 0.5, 1.0)), BootstrapTest::mean);
    assertArrayEquals(expected, joined);
  }

  @Test
  void theDrawsFollowFromTheKeyAlone() {
    List<List<Double>> strata = List.of(shares(7, 20));
    double[] one = new Bootstrap(Key.of(1, "test"), 20).values(strata, BootstrapTest::mean);
    double[] same = new Bootstrap(Key.of(1, "test"), 20).values(strata, BootstrapTest::mean);
    double[] other = new Bootstrap(Key.of(2, "test"), 20).values(strata, BootstrapTest::mean);
    assertArrayEquals(one, same);
    assertFalse(Arrays.equals(one, other));
  }

  @Test
  void whatIsNoNumberIsLeftOut() {
    double[] values =
        new Bootstrap(Key.of(1, "test"), 100)
            .values(List.of(shares(1, 2)), list -> mean(list) == 0 ? Double.NaN : mean(list));
    assertTrue(values.length > 50 && values.length < 100, values.length + " values");
  }

  @Test
  void aRatioOfSinglesHasWilsonsIntervalAndOneOfClustersAWiderOne() {
    List<Ratio.Unit> singles = new ArrayList<>();
    List<Ratio.Unit> clusters = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      singles.add(new Ratio.Unit(i < 80 ? 1 : 0, 1));
      clusters.add(new Ratio.Unit(i < 80 ? 16 : 0, 16));
    }
    Key key = Key.of(1, "ratio");
    assertEquals(
        new Proportion(80, 100).wilson(0.95), new Ratio(singles).interval(true, 0.95, key));
    Interval clustered = new Ratio(clusters).interval(true, 0.95, key);
    assertEquals(0.8, new Ratio(clusters).value(), 1e-12);
    assertEquals(1600, new Ratio(clusters).denominator());
    assertTrue(
        clustered.upper() - clustered.lower() > 0.12,
        "16 equal votes are no more than one: " + clustered);
  }

  @Test
  void aRatioThatIsAlwaysOneIsNotCertain() {
    Ratio ratio = new Ratio(Collections.nCopies(20, new Ratio.Unit(4, 4)));
    assertEquals(
        new Proportion(20, 20).wilson(0.95), ratio.interval(true, 0.95, Key.of(1, "ratio")));
  }
}
