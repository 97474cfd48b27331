package io.github.rrm4j.evaluation.confidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.ConfidenceKind;
import io.github.rrm4j.judging.ConfidenceKind.Voice;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Calibration;
import io.github.rrm4j.statistics.Calibration.Answer;
import io.github.rrm4j.statistics.ConfidenceMap;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Calibrates each kind of confidence of a judge on comparisons whose better response is known.
 *
 * <p>What calibration gains is measured on pairs that it was not fitted on: the pairs are halved by
 * a coin of their id, each half is calibrated by the other, and both halves count together. What is
 * kept is fitted on all of them.
 *
 * @param judged what the judge said, with the gold
 * @param method how it is fitted
 * @param key of the coins and the bootstraps
 */
public record ConfidenceFit(Verdicts judged, Method method, Key key) {

  private static final int BINS = 10;
  private static final int LEAST = 20;
  private static final double CONFIDENCE = 0.95;

  /** How a map is fitted. */
  public enum Method {
    TEMPERATURE(ConfidenceMap.Temperature::fit),
    ISOTONIC(ConfidenceMap.Isotonic::fit);

    private final Function<List<Answer>, ConfidenceMap> fit;

    Method(Function<List<Answer>, ConfidenceMap> fit) {
      this.fit = fit;
    }
  }

  /** A comparison with its confidence before and after. */
  private record Both(Answer raw, Answer calibrated) {}

  /**
   * Fits every kind that the verdicts have.
   *
   * @throws InvalidInput if there is none with {@value #LEAST} comparisons
   */
  public JudgeCalibration fit() {
    Map<ConfidenceKind, ConfidenceMap> maps = new EnumMap<>(ConfidenceKind.class);
    for (ConfidenceKind kind : ConfidenceKind.values()) {
      Map<String, Answer> answers = answers(kind);
      if (answers.size() >= LEAST) {
        maps.put(kind, method.fit.apply(List.copyOf(answers.values())));
      }
    }
    if (maps.isEmpty()) {
      throw InvalidInput.of(
          "calibrate: no comparison has a gold and a confidence often enough (stated by the judge:"
              + " %d, of several votes: %d), must be %d or more; judge more pairs with --votes, or"
              + " with a template that asks for <confidence>",
          answers(ConfidenceKind.STATED_CONFIDENCE).size(),
          answers(ConfidenceKind.VOTE_SHARE).size(),
          LEAST);
    }
    return new JudgeCalibration(maps);
  }

  /** An answer for each comparison that has a gold, a winner and such a confidence. */
  Map<String, Answer> answers(ConfidenceKind kind) {
    Map<String, List<Voice>> voices = new LinkedHashMap<>();
    Map<String, Side> golds = new LinkedHashMap<>();
    for (JudgedComparison one : judged.judged()) {
      one.gold().ifPresent(gold -> golds.put(one.id(), gold));
      for (Sample sample : one.samples()) {
        Sample own = one.order() == Order.GIVEN ? sample : sample.swapped();
        Verdict verdict = own.answer().side().map(Verdict::of).orElse(Verdict.MALFORMED);
        voices
            .computeIfAbsent(one.id(), id -> new ArrayList<>())
            .add(new Voice(verdict, own.confidence()));
      }
    }
    Map<String, Answer> answers = new LinkedHashMap<>();
    golds.forEach(
        (id, gold) ->
            judged
                .decision(id)
                .side()
                .ifPresent(
                    winner -> {
                      OptionalDouble confidence = kind.of(voices.get(id), winner);
                      if (confidence.isPresent()) {
                        answers.put(id, new Answer(confidence.getAsDouble(), winner == gold));
                      }
                    }));
    return answers;
  }

  /** How good each kind is before and after, on pairs that it was not fitted on. */
  public ResultRows gains() {
    List<ObjectNode> rows = new ArrayList<>();
    for (ConfidenceKind kind : ConfidenceKind.values()) {
      List<Both> both = halves(answers(kind));
      if (both.size() >= LEAST) {
        rows.add(row(kind, both));
      }
    }
    return new ResultRows("calibration", rows);
  }

  private List<Both> halves(Map<String, Answer> answers) {
    List<List<Answer>> halves = List.of(new ArrayList<>(), new ArrayList<>());
    answers.forEach((id, answer) -> halves.get(half(id)).add(answer));
    List<Both> both = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      if (halves.get(1 - half).isEmpty()) {
        return List.of();
      }
      ConfidenceMap map = method.fit.apply(halves.get(1 - half));
      for (Answer answer : halves.get(half)) {
        both.add(new Both(answer, new Answer(map.of(answer.confidence()), answer.right())));
      }
    }
    return both;
  }

  private int half(String id) {
    return key.with("half").with(id).below(0, 2);
  }

  private ObjectNode row(ConfidenceKind kind, List<Both> both) {
    ObjectNode row =
        ResultRows.row()
            .put("confidence", kind.word())
            .put("method", Word.of(method))
            .put("n", both.size());
    double[] right = both.stream().mapToDouble(one -> one.raw().right() ? 1 : 0).toArray();
    ItemMeans.putShare(row, "accuracy", right);
    put(row, "ece", both, one -> one.error(BINS));
    put(row, "brier", both, Calibration::brier);
    put(row, "auroc", both, Calibration::areaUnderRoc);
    return row;
  }

  /** A number before, after, and the difference, each with its interval. */
  private void put(
      ObjectNode row, String name, List<Both> both, ToDoubleFunction<Calibration> number) {
    put(row, name + "_raw", both, some -> number.applyAsDouble(of(some, Both::raw)), 0);
    put(row, name, both, some -> number.applyAsDouble(of(some, Both::calibrated)), 0);
    put(
        row,
        name + "_change",
        both,
        some ->
            number.applyAsDouble(of(some, Both::calibrated))
                - number.applyAsDouble(of(some, Both::raw)),
        -1);
  }

  private static Calibration of(List<Both> some, Function<Both, Answer> which) {
    return new Calibration(some.stream().map(which).toList());
  }

  private void put(
      ObjectNode row,
      String name,
      List<Both> both,
      ToDoubleFunction<List<Both>> number,
      double least) {
    double value = number.applyAsDouble(both);
    double[] drawn =
        Double.isNaN(value)
            ? new double[0]
            : new Bootstrap(key.with(name)).values(List.of(both), number);
    if (drawn.length == 0) {
      ItemMeans.putNull(row, name);
    } else {
      ItemMeans.put(
          row,
          name,
          value,
          Bootstrap.interval(drawn, CONFIDENCE).orReach(both.size(), least, 1, CONFIDENCE));
    }
  }
}
