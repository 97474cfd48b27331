package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;
import java.util.Map;

/**
 * A pair with a label of three classes: 0 tie, 1 or 2 the better response.
 *
 * <p>The predicted class is that of the votes. Where both orders were judged and choose different
 * responses, it is 0: a judge that follows the order cannot tell the responses apart. It is -1
 * where no vote can be read; where the votes of one order can be read, they decide.
 *
 * @param comparison whose gold is empty where the label is 0
 * @param label the true class
 */
public record LabelledItem(Comparison comparison, int label) implements SingleComparison {

  public static final String LABEL = "label";
  public static final String PREDICTED = "predicted";

  @Override
  public Scored score(Verdicts verdicts) {
    int predicted = predicted(verdicts.orders(id()));
    return new Scored(
        id(),
        subset(),
        predicted == label ? 1 : 0,
        Map.of(LABEL, (double) label, PREDICTED, (double) predicted));
  }

  private static int predicted(List<MajorityVote> orders) {
    List<Result> readable =
        orders.stream()
            .map(MajorityVote::result)
            .filter(r -> r != Result.UNREADABLE)
            .distinct()
            .toList();
    if (readable.isEmpty()) {
      return -1;
    }
    return readable.size() > 1 ? 0 : readable.get(0).side().map(side -> side.number()).orElse(0);
  }
}
