package io.github.rrm4j.judging.scalar;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.AccuracyLine;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a scalar reward model does on pairs with gold. A score knows no order, so a pair is one
 * judgement, not one in each order: n is the number of pairs.
 *
 * @param items at least one
 */
public record ScalarEvaluation(List<Item> items) {

  /**
   * A pair and its scores.
   *
   * @param chosen score of the better response
   * @param rejected score of the worse one
   */
  public record Item(Pair pair, double chosen, double rejected) {

    double margin() {
      return chosen - rejected;
    }
  }

  public static ScalarEvaluation of(ScalarJudge judge, List<Pair> pairs) {
    List<QueryResponse> responses = new ArrayList<>();
    for (Pair pair : pairs) {
      responses.add(QueryResponse.of(pair, pair.gold()));
      responses.add(QueryResponse.of(pair, pair.gold().other()));
    }
    double[] scores = judge.scores(responses);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      items.add(new Item(pairs.get(i), scores[2 * i], scores[2 * i + 1]));
    }
    return new ScalarEvaluation(items);
  }

  /** Pairs whose better response has the higher score; equal scores are wrong. */
  public Proportion accuracy() {
    return new Proportion(items.stream().filter(i -> i.margin() > 0).count(), items.size());
  }

  public Proportion ties() {
    return new Proportion(items.stream().filter(i -> i.margin() == 0).count(), items.size());
  }

  /** Mean of the better response's score minus the worse one's. */
  public double marginMean() {
    return items.stream().mapToDouble(Item::margin).average().orElseThrow();
  }

  /** The items of each section, sections in alphabetical order. */
  public Map<String, ScalarEvaluation> sections() {
    return items.stream()
        .collect(
            groupingBy(
                item -> item.pair().section(),
                TreeMap::new,
                collectingAndThen(toList(), ScalarEvaluation::new)));
  }

  /** One line of evaluations.jsonl; docs/metrics.md defines each field. */
  public ObjectNode toJson(long step, String stage) {
    ObjectNode json = AccuracyLine.of(step, stage, "heldout", "scalar", Ratio.ofTrials(accuracy()));
    json.put("tie_frac", ties().rate()).put("margin_mean", marginMean());
    ObjectNode bySection = json.putObject("sections");
    sections()
        .forEach(
            (name, section) ->
                AccuracyLine.section(bySection, name, Ratio.ofTrials(section.accuracy()))
                    .put("margin_mean", section.marginMean()));
    return json;
  }
}
