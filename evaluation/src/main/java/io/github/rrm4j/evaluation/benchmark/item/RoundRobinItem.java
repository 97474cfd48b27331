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
 * {@link MajorityVote#share}, or, where the judge gives scores r, the mean of its margins, which is
 * r_i minus the mean of all r, times n / (n - 1): what depends on order and ratios of differences
 * comes out as with r itself.
 *
 * <p>Values: {@value #GAP}, the lowest score of a right response minus the highest of a wrong one;
 * {@value #SPREAD}, the highest score of a right response minus the lowest. The credit is 1 where
 * the gap is above 0.
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
    double[] scores = new double[responses.size()];
    boolean scored =
        comparisons(verdicts).stream().allMatch(c -> verdicts.margin(c.id()).isPresent());
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        OptionalDouble margin = scored ? verdicts.margin(name(i, j)) : OptionalDouble.empty();
        MajorityVote votes = verdicts.all(name(i, j));
        scores[i] += margin.orElseGet(() -> votes.share(Side.FIRST)) / (scores.length - 1);
        scores[j] +=
            margin.isPresent()
                ? -margin.getAsDouble() / (scores.length - 1)
                : votes.share(Side.SECOND) / (scores.length - 1);
      }
    }
    double lowestRight = Arrays.stream(scores, 0, right).min().orElseThrow();
    double highestRight = Arrays.stream(scores, 0, right).max().orElseThrow();
    double highestWrong = Arrays.stream(scores, right, scores.length).max().orElseThrow();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(GAP, lowestRight - highestWrong);
    values.put(SPREAD, highestRight - lowestRight);
    return new Scored(id, subset, lowestRight > highestWrong ? 1 : 0, values);
  }
}
