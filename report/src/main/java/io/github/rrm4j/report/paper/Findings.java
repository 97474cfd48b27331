package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.paper.Claim.Measure;
import io.github.rrm4j.report.paper.ClaimResult.Effect;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.PairedProportions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Tests claims on the measurements of the pieces.
 *
 * <p>Two measures of the same items: the mean of their differences item by item, and the percentile
 * bootstrap over items. One measure in harder and in other sections: the difference of the two
 * means, and a bootstrap that draws within either part. {@link Effect#state()} has the rule.
 *
 * <p>The interval is over items: it says what other items would have given, nothing of a training
 * with another seed. No correction is made for the number of claims.
 */
public final class Findings {

  /** The rule in words, for the reader of the page. */
  public static final String RULE =
      "Effect: the mean difference of the two measures over the items that both have, item by item"
          + " (for \"harder sections\": the difference of the means of the two halves of the sections)."
          + " Interval: 95 %, percentile bootstrap over items, "
          + Text.format("%,d", Bootstrap.RESAMPLES)
          + " resamples; where all items say the same, so that a bootstrap has no width, Bonett-Price's of items"
          + " that are right or wrong, else Wilson's reach. \"Holds\": the whole interval is above 0. \"Does not hold\": it is below 0. \"Within noise\": 0 is in it."
          + " It speaks of other items, not of trainings with other seeds, and is not corrected for"
          + " the number of claims.";

  private static final double CONFIDENCE = 0.95;
  private static final Key KEY = Key.of(0, "claims");

  private final Map<String, PieceResult> pieces = new LinkedHashMap<>();

  /**
   * @param pieces that are finished
   */
  public Findings(List<PieceResult> pieces) {
    pieces.forEach(piece -> this.pieces.put(piece.name(), piece));
  }

  public List<ClaimResult> of(List<Claim> claims) {
    return claims.stream().map(this::of).toList();
  }

  private ClaimResult of(Claim claim) {
    if (claim.higher().isEmpty()) {
      return new ClaimResult(claim, Optional.empty(), "no piece of this paper measures it");
    }
    List<Measure> needed = new ArrayList<>(List.of(claim.higher().get()));
    claim.lower().ifPresent(needed::add);
    claim.harderBy().ifPresent(needed::add);
    for (Measure measure : needed) {
      if (!pieces.containsKey(measure.piece())) {
        return new ClaimResult(
            claim, Optional.empty(), "piece " + measure.piece() + " is not finished");
      }
    }
    Map<String, Double> higher = values(claim.higher().get());
    Effect effect =
        claim.harderBy().isPresent()
            ? bySections(claim, higher)
            : paired(claim, higher, values(claim.lower().orElseThrow()));
    return new ClaimResult(claim, Optional.of(effect), "");
  }

  private Map<String, Double> values(Measure measure) {
    return pieces.get(measure.piece()).values(measure.value());
  }

  private record Both(double higher, double lower) {}

  private static Effect paired(Claim claim, Map<String, Double> higher, Map<String, Double> lower) {
    List<Both> items = new ArrayList<>();
    higher.forEach(
        (item, value) -> {
          if (lower.containsKey(item)) {
            items.add(new Both(value, lower.get(item)));
          }
        });
    if (items.isEmpty()) {
      throw InvalidInput.of(
          "claim %s: %s and %s have no item in common, must be measured on the same data",
          claim.name(), claim.higher().get(), claim.lower().get());
    }
    double[] draws =
        new Bootstrap(KEY)
            .values(
                List.of(items),
                drawn ->
                    drawn.stream().mapToDouble(b -> b.higher() - b.lower()).sum() / drawn.size());
    return new Effect(
        items.stream().mapToDouble(Both::higher).average().orElseThrow(),
        items.stream().mapToDouble(Both::lower).average().orElseThrow(),
        interval(claim, Bootstrap.interval(draws, CONFIDENCE), items),
        items.size());
  }

  /** An interval with a width, whatever the bootstrap has drawn. */
  private static Interval interval(Claim claim, Interval drawn, List<Both> items) {
    double[] higher = items.stream().mapToDouble(Both::higher).toArray();
    double[] lower = items.stream().mapToDouble(Both::lower).toArray();
    if (claim.quantity() == Claim.Quantity.SHARE) {
      return PairedProportions.orPaired(drawn, lower, higher, CONFIDENCE);
    }
    return orReach(
        claim,
        drawn,
        items.size(),
        DoubleStream.concat(DoubleStream.of(higher), DoubleStream.of(lower)));
  }

  /**
   * Of tokens, which have no largest number, another item may differ by as many as the most that
   * were seen.
   */
  private static Interval orReach(Claim claim, Interval drawn, int items, DoubleStream seen) {
    boolean share = claim.quantity() == Claim.Quantity.SHARE;
    double most = share ? 1 : Math.max(1, seen.max().orElse(0));
    return drawn.orReach(items, -most, most, CONFIDENCE);
  }

  /** A value of an item, and whether its section is one of the harder ones. */
  private record InSection(double value, boolean harder) {}

  private Effect bySections(Claim claim, Map<String, Double> values) {
    Map<String, String> sections = pieces.get(claim.higher().get().piece()).sections();
    Set<String> harder = harder(claim.harderBy().get());
    List<InSection> hard = new ArrayList<>();
    List<InSection> easy = new ArrayList<>();
    values.forEach(
        (item, value) -> {
          boolean is = harder.contains(sections.get(item));
          (is ? hard : easy).add(new InSection(value, is));
        });
    if (hard.isEmpty() || easy.isEmpty()) {
      throw InvalidInput.of(
          "claim %s: %s has no items in harder and in other sections, must have both",
          claim.name(), claim.higher().get());
    }
    double[] draws =
        new Bootstrap(KEY)
            .values(List.of(hard, easy), drawn -> mean(drawn, true) - mean(drawn, false));
    Interval drawn = Bootstrap.interval(draws, CONFIDENCE);
    DoubleStream seen = values.values().stream().mapToDouble(Double::doubleValue);
    return new Effect(
        mean(hard, true),
        mean(easy, false),
        orReach(claim, drawn, Math.min(hard.size(), easy.size()), seen),
        values.size());
  }

  /** The half of the sections, rounded down, in which an accuracy is lowest. */
  Set<String> harder(Measure accuracy) {
    PieceResult piece = pieces.get(accuracy.piece());
    Map<String, List<Double>> values = new LinkedHashMap<>();
    piece
        .values(accuracy.value())
        .forEach(
            (item, value) ->
                values
                    .computeIfAbsent(piece.sections().get(item), s -> new ArrayList<>())
                    .add(value));
    return new HashSet<>(
        values.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, List<Double>>>comparingDouble(
                        section ->
                            section.getValue().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow())
                    .thenComparing(Map.Entry::getKey))
            .limit(values.size() / 2)
            .map(Map.Entry::getKey)
            .toList());
  }

  private static double mean(List<InSection> items, boolean harder) {
    return items.stream()
        .filter(item -> item.harder() == harder)
        .mapToDouble(InSection::value)
        .average()
        .orElse(Double.NaN);
  }
}
