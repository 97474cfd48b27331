package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.Order;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Judgements as the owners of benchmarks keep them, one to a showing. */
final class RecordedAnswers {

  private RecordedAnswers() {}

  /** A judgement whose answer is for the order in which the responses were shown. */
  static JudgedComparison asShown(String id, String subset, Order order, Answer answer) {
    return new JudgedComparison(id, subset, order, Optional.empty(), List.of(new Sample(answer)));
  }

  /** What two scores of a comparison say, in its own order. */
  static JudgedComparison scored(String id, String subset, double first, double second) {
    Answer answer = first > second ? Answer.FIRST : first < second ? Answer.SECOND : Answer.TIE;
    Sample sample =
        new Sample(
            answer,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(first - second),
            Optional.empty());
    return new JudgedComparison(id, subset, Order.GIVEN, Optional.empty(), List.of(sample));
  }

  /**
   * The answer of a value; one that is null is a judgement that could not be read.
   *
   * @param field how messages call it
   * @throws io.github.rrm4j.contracts.InvalidInput if it is not plain what the value says
   */
  static Answer answer(Row row, String field, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return Answer.MALFORMED;
    }
    return Answer.spelled(value.isContainerNode() ? "?" : value.asText())
        .orElseThrow(
            () ->
                row.invalid(
                    "field '%s' is %s, must be a verdict such as 1, 2, A>B or tie, correct it",
                    field, Records.shown(value)));
  }
}
