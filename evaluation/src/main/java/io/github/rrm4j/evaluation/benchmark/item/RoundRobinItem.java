package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A query with several right responses, which should be ranked alike, and several wrong ones, which
 * should be ranked below. Every response is compared with every other; its score is the mean of its
 * {@link MajorityVote#share}, which a split vote needs no rule for. Of a judge that gives scores r,
 * it is r_i - r_1, so that differences are those of the scores themselves, and those of two items
 * can be compared however many responses each has.
 *
 * <p>Values: {@value #GAP}, the lowest score of a right response minus the highest of a wrong one;
 * {@value #SPREAD}, the highest score of a right response minus the lowest. The credit is 1 where
 * the gap is above 0. Where a judge that gives scores has none for a response, nothing is told
 * apart: both values and the credit are 0.
 *
 * <p>The score of fewer votes is no function of their mean shares. So it is read several times
 * ({@link Verdicts#readings}): both values of each reading are there, {@code gap_2}, {@code
 * spread_2}, ... of all but the first, and the credit is the mean.
 *
 * @param responses right ones first
 * @param right how many are right
 */
public record RoundRobinItem(
    String id, String subset, String query, List<String> responses, int right) implements Item {

  public static final String GAP = "gap";
  public static final String SPREAD = "spread";

  public RoundRobinItem {
    responses = List.copyOf(responses);
  }

  @Override
  public List<Comparison> comparisons(Verdicts known) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      for (int j = i + 1; j < responses.size(); j++) {
        boolean decided = i < right && j >= right;
        OpenPair pair =
            new OpenPair(
                name(i, j),
                query,
                responses.get(i),
                responses.get(j),
                decided ? Optional.of(Side.FIRST) : Optional.empty());
        comparisons.add(new Comparison(subset, pair));
      }
    }
    return comparisons;
  }

  private String name(int i, int j) {
    return id + ":" + (i + 1) + "-" + (j + 1);
  }

  @Override
  public Scored score(Verdicts verdicts) {
    int readings = verdicts.givesScores() ? 1 : verdicts.readings();
    Map<String, Double> values = new LinkedHashMap<>();
    double credit = 0;
    for (int reading = 0; reading < readings; reading++) {
      double[] scores = verdicts.givesScores() ? differences(verdicts) : shares(verdicts, reading);
      double lowestRight = Arrays.stream(scores, 0, right).min().orElseThrow();
      double highestRight = Arrays.stream(scores, 0, right).max().orElseThrow();
      double highestWrong = Arrays.stream(scores, right, scores.length).max().orElseThrow();
      values.put(name(GAP, reading), lowestRight - highestWrong);
      values.put(name(SPREAD, reading), highestRight - lowestRight);
      credit += lowestRight > highestWrong ? 1.0 / readings : 0;
    }
    return new Scored(id, subset, credit, values);
  }

  private static String name(String value, int reading) {
    return reading == 0 ? value : value + "_" + (reading + 1);
  }

  /** How many readings of fewer votes an item has; 1 of all votes. */
  public static int readings(Scored item) {
    int readings = 1;
    while (item.has(name(GAP, readings))) {
      readings++;
    }
    return readings;
  }

  /** {@value #GAP} or {@value #SPREAD} in a reading, from 0. */
  public static double value(Scored item, String value, int reading) {
    return item.value(name(value, reading));
  }

  /** Of each response its score minus that of the first one; zeros where a score is missing. */
  private double[] differences(Verdicts verdicts) {
    double[] scores = new double[responses.size()];
    for (int j = 1; j < scores.length; j++) {
      OptionalDouble margin = verdicts.margin(name(0, j));
      if (margin.isEmpty()) {
        return new double[responses.size()];
      }
      scores[j] = -margin.getAsDouble();
    }
    return scores;
  }

  /** Of each response the mean of its shares of the votes against the others. */
  private double[] shares(Verdicts verdicts, int reading) {
    double[] scores = new double[responses.size()];
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        MajorityVote votes = verdicts.all(name(i, j), reading);
        scores[i] += votes.share(Side.FIRST) / (scores.length - 1);
        scores[j] += votes.share(Side.SECOND) / (scores.length - 1);
      }
    }
    return scores;
  }
}
