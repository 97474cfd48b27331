package io.github.rrm4j.evaluation.panel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.RoutingRule;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A direct judge first, and the reasoning judge where the direct one's margin is small:
 *
 * <pre>
 *   m = |2 p - 1|, p what the direct judge gives to the first response, mean of its orders
 *   m &lt; threshold: the reasoning judge's votes count, and both have cost tokens
 *   else:             the response with the larger p counts
 * </pre>
 *
 * <p>A threshold is set by how many comparisons it sends on, never by who is right about them, so
 * that the accuracy of the curve is no choice among accuracies. It is compared with what sending on
 * the same share by chance would give, which lies on the line between the two judges.
 *
 * <p>Sources: Chow 1970, "On optimum recognition error and reject tradeoff", for rejecting where
 * the larger probability is small; Chen et al. 2023 ("FrugalGPT"), arXiv 2305.05176, for cascades
 * of models; Jung et al. 2024 ("Trust or Escalate"), arXiv 2407.18370, for cascades of judges.
 *
 * @param panel the direct judge and the reasoning judge
 */
public record RouterCurve(Panel panel) {

  /** The table of the threshold to use. */
  public static final String RECOMMENDED = "recommended";

  private static final double[] SHARES = {0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1};

  /**
   * For each section and each share that is sent on: the threshold of the margin that does, mean
   * tokens of a comparison, accuracy, its difference from the reasoning judge alone, and from
   * sending on as many by chance. A threshold sends on all or none of those that have one margin.
   */
  public ResultRows table() {
    List<Opinion> direct = panel.opinions().get(0);
    List<ObjectNode> rows = new ArrayList<>();
    Map<String, List<Integer>> sections =
        ItemMeans.sections(direct.stream().map(Opinion::subset).toList());
    for (Map.Entry<String, List<Integer>> section : sections.entrySet()) {
      for (double threshold : thresholds(direct)) {
        rows.add(row(section.getKey(), section.getValue(), threshold));
      }
    }
    return new ResultRows("curve", rows);
  }

  private ObjectNode row(String section, List<Integer> items, double threshold) {
    List<Opinion> direct = panel.opinions().get(0);
    double[] routed =
        items.stream().mapToDouble(i -> direct.get(i).margin() < threshold ? 1 : 0).toArray();
    double sent = ItemMeans.average(routed);
    double[] alone = items.stream().mapToDouble(i -> direct.get(i).rightByProbability()).toArray();
    double[] reasoning = ItemMeans.of(panel.right(1), items);
    double[] tokens = ItemMeans.of(panel.tokens(0), items);
    double[] further = ItemMeans.of(panel.tokens(1), items);
    double[] right = new double[routed.length];
    double[] byChance = new double[routed.length];
    for (int i = 0; i < routed.length; i++) {
      right[i] = routed[i] == 1 ? reasoning[i] : alone[i];
      tokens[i] += routed[i] * further[i];
      byChance[i] = sent * reasoning[i] + (1 - sent) * alone[i];
    }
    ObjectNode row = ResultRows.row().put("section", section).put("n", items.size());
    row.put("sent_on", sent).put("threshold", threshold > 1 ? null : (Double) threshold);
    row.put("below", below(threshold));
    ItemMeans.put(row, "tokens", tokens);
    ItemMeans.putShare(row, "accuracy", right);
    ItemMeans.putShareDifference(row, "gain", right, reasoning);
    return ItemMeans.putShareDifference(row, "gain_over_chance", right, byChance);
  }

  /**
   * The confidence below which a comparison is sent on; null where one judge answers all, as at a
   * threshold of 0.
   */
  private static Double below(double threshold) {
    return threshold > 1 || threshold <= 0
        ? null
        : (Double) RoutingRule.ofMargin(threshold).below();
  }

  /**
   * The threshold to use, one row or none: with a budget the point of the curve with the largest
   * accuracy among those that cost at most so many tokens, else the one that costs least among
   * those whose accuracy is within noise of the reasoning judge's, or above: the interval of its
   * gain reaches zero. A wide interval is no proof that nothing is lost: {@code gain_low} says how
   * much may be.
   *
   * @param budget mean tokens of a comparison
   * @return with {@code rule} and the point's own fields; none where no point is within the budget
   */
  public ResultRows recommended(OptionalInt budget) {
    Stream<ObjectNode> points =
        table().rows().stream().filter(row -> row.path("section").asText().equals(ItemMeans.ALL));
    Optional<ObjectNode> best =
        budget.isPresent()
            ? points
                .filter(row -> row.path("tokens").asDouble() <= budget.getAsInt())
                .max(
                    Comparator.comparingDouble((ObjectNode row) -> row.path("accuracy").asDouble())
                        .thenComparing(row -> -row.path("tokens").asDouble()))
            : points
                .filter(row -> row.path("gain_high").asDouble() >= 0)
                .min(Comparator.comparingDouble(row -> row.path("tokens").asDouble()));
    String rule =
        budget.isPresent() ? "at most " + budget.getAsInt() + " tokens" : "accuracy within noise";
    return new ResultRows(
        RECOMMENDED,
        best.stream()
            .map(
                row -> {
                  ObjectNode named = ResultRows.row().put("rule", rule);
                  named.setAll(row.deepCopy());
                  return named;
                })
            .toList());
  }

  /** The two judges alone: tokens of a comparison and accuracy. */
  public ResultRows judges() {
    List<ObjectNode> rows = new ArrayList<>();
    double[] direct =
        panel.opinions().get(0).stream().mapToDouble(Opinion::rightByProbability).toArray();
    for (int judge = 0; judge < 2; judge++) {
      ObjectNode row = ResultRows.row().put("section", ItemMeans.ALL);
      row.put("judge", panel.names().get(judge)).put("n", panel.size());
      ItemMeans.put(row, "tokens", panel.tokens(judge));
      rows.add(ItemMeans.putShare(row, "accuracy", judge == 0 ? direct : panel.right(judge)));
    }
    return new ResultRows("judges", rows);
  }

  /** Of each share the margin below which it lies; those that send on the same are one. */
  private static double[] thresholds(List<Opinion> direct) {
    double[] margins = direct.stream().mapToDouble(Opinion::margin).sorted().toArray();
    return IntStream.range(0, SHARES.length)
        .mapToDouble(
            s -> {
              int sent = (int) Math.round(SHARES[s] * margins.length);
              return sent < margins.length ? margins[sent] : Double.POSITIVE_INFINITY;
            })
        .distinct()
        .toArray();
  }
}
