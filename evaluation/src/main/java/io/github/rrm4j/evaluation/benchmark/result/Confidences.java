package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Calibration;
import io.github.rrm4j.statistics.Calibration.Answer;
import io.github.rrm4j.statistics.Calibration.Point;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a judge's confidences are worth: the probability of its verdict tokens after the thinking
 * and what it states itself, one answer for each readable judgement, and the share of its votes
 * that the winner has, one answer for each comparison with several judgements. Only comparisons of
 * which one response is better count.
 *
 * @param key what the bootstraps draw with
 */
public record Confidences(Verdicts verdicts, Key key) {

  static final int BINS = 10;
  private static final int MOST_POINTS = 20;

  /** The probability of the verdict tokens; answers of one comparison belong together. */
  List<List<Answer>> ofProbability() {
    return ofSamples(Sample::probability);
  }

  /** What judgements state themselves; answers of one comparison belong together. */
  List<List<Answer>> ofStated() {
    return ofSamples(Sample::confidence);
  }

  private List<List<Answer>> ofSamples(Function<Sample, OptionalDouble> confidence) {
    Map<String, List<Answer>> clusters = new LinkedHashMap<>();
    for (JudgedComparison judged : verdicts.judged()) {
      for (Sample sample : judged.samples()) {
        boolean counts =
            judged.gold().isPresent()
                && sample.answer().side().isPresent()
                && confidence.apply(sample).isPresent();
        if (counts) {
          boolean right = sample.answer().side().equals(judged.shownGold());
          clusters
              .computeIfAbsent(judged.id(), id -> new ArrayList<>())
              .add(new Answer(confidence.apply(sample).getAsDouble(), right));
        }
      }
    }
    return List.copyOf(clusters.values());
  }

  /** The share of the winner among all judgements of a comparison, unreadable ones included. */
  List<List<Answer>> ofVoteShare() {
    Map<String, Side> golds = new LinkedHashMap<>();
    verdicts.judged().forEach(j -> j.gold().ifPresent(gold -> golds.put(j.id(), gold)));
    List<List<Answer>> clusters = new ArrayList<>();
    golds.forEach(
        (id, gold) -> {
          MajorityVote votes = verdicts.all(id);
          Optional<Side> winner = verdicts.decision(id).side();
          if (votes.judgements() > 1 && winner.isPresent()) {
            double share = (double) votes.votesFor(winner.get()) / votes.judgements();
            clusters.add(List.of(new Answer(share, winner.get() == gold)));
          }
        });
    return clusters;
  }

  /** Writes each where it is known. */
  void writeInto(ObjectNode calibration) {
    write(calibration, "verdict_probability", ofProbability());
    write(calibration, "vote_share", ofVoteShare());
    write(calibration, "stated_confidence", ofStated());
  }

  private void write(ObjectNode parent, String name, List<List<Answer>> clusters) {
    if (clusters.isEmpty()) {
      return;
    }
    Calibration calibration = of(clusters);
    ObjectNode object = parent.putObject(name);
    Bootstrap bootstrap = new Bootstrap(key.with(name));
    Interval ece =
        Bootstrap.interval(
                bootstrap.values(List.of(clusters), drawn -> of(drawn).error(BINS)),
                Measured.CONFIDENCE)
            .orReach(clusters.size(), 0, 1, Measured.CONFIDENCE);
    object.put("n", calibration.answers().size()).put("ece", calibration.error(BINS));
    ece.into(object, "ece").put("aurc", calibration.areaUnderRiskCoverage());
    put(object, "brier", clusters, bootstrap, Calibration::brier);
    put(object, "auroc", clusters, bootstrap, Calibration::areaUnderRoc);
    for (Calibration.Bin bin : calibration.bins(BINS)) {
      Interval interval = bin.right().wilson(Measured.CONFIDENCE);
      interval.into(
          object
              .withArray("reliability")
              .addObject()
              .put("from", bin.from())
              .put("to", bin.to())
              .put("n", bin.right().trials())
              .put("confidence", bin.confidence())
              .put("accuracy", bin.right().rate()));
    }
    List<Point> points = calibration.riskCoverage();
    for (Point point : thinned(points)) {
      Interval interval = point.wrong().wilson(Measured.CONFIDENCE);
      interval
          .into(
              object
                  .withArray("risk_coverage")
                  .addObject()
                  .put("confidence", point.confidence())
                  .put("coverage", point.coverage())
                  .put("risk", point.wrong().rate()))
          .put("n", point.wrong().trials());
    }
  }

  /** A number of the answers and its interval; null where these answers do not define it. */
  private static void put(
      ObjectNode object,
      String name,
      List<List<Answer>> clusters,
      Bootstrap bootstrap,
      ToDoubleFunction<Calibration> number) {
    double value = number.applyAsDouble(of(clusters));
    double[] drawn =
        Double.isNaN(value)
            ? new double[0]
            : bootstrap.values(List.of(clusters), some -> number.applyAsDouble(of(some)));
    if (drawn.length == 0) {
      ItemMeans.putNull(object, name);
      return;
    }
    ItemMeans.put(
        object,
        name,
        value,
        Bootstrap.interval(drawn, Measured.CONFIDENCE)
            .orReach(clusters.size(), 0, 1, Measured.CONFIDENCE));
  }

  private static Calibration of(List<List<Answer>> clusters) {
    return new Calibration(clusters.stream().flatMap(List::stream).toList());
  }

  /** At most {@value #MOST_POINTS} points: the first that reaches each step of coverage. */
  private static List<Point> thinned(List<Point> points) {
    List<Point> kept = new ArrayList<>();
    double next = 0;
    for (Point point : points) {
      if (point.coverage() >= next) {
        kept.add(point);
        next = Math.floor(point.coverage() * MOST_POINTS + 1) / MOST_POINTS;
      }
    }
    return kept;
  }
}
