package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A question with several pairs, which are one item because what makes the question hard makes all
 * of them hard: intervals over pairs as if they were independent would be too narrow.
 *
 * <p>Values: {@value #RIGHT}, the sum of the pairs' credits, and {@value #PAIRS}, how many they
 * are. The credit is their mean.
 *
 * @param pairs at least one
 */
public record QuestionItem(String id, String subset, List<PairItem> pairs) implements Item {

  public static final String RIGHT = "right";
  public static final String PAIRS = "pairs";

  public QuestionItem {
    pairs = List.copyOf(pairs);
  }

  @Override
  public List<Comparison> comparisons(Verdicts known) {
    return pairs.stream().map(PairItem::comparison).toList();
  }

  @Override
  public Scored score(Verdicts verdicts) {
    double right = pairs.stream().mapToDouble(pair -> pair.score(verdicts).credit()).sum();
    return new Scored(
        id,
        subset,
        right / pairs.size(),
        new TreeMap<>(Map.of(RIGHT, right, PAIRS, (double) pairs.size())));
  }
}
