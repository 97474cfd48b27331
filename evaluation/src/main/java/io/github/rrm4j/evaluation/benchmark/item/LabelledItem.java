package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote.Result;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pair with a label of three classes: 0 tie, 1 or 2 the better response.
 *
 * <p>The predicted class is that of the votes, and -1 where no vote can be read; where those of one
 * order can be read, they decide. Class 0 is only predicted of a judge that can say that neither is
 * better. Where both orders were judged and choose different responses, it is 0 of such a judge,
 * and of any other one the orders are a split vote.
 *
 * <p>Values: {@value #LABEL}, and {@value #PREDICTED}, or the probability of each class ({@code
 * class_0}, ...) where the votes decide nothing for certain.
 *
 * @param comparison whose gold is empty where the label is 0
 * @param label the true class
 * @param annotators the class that each annotator chose, by name; none where that is not published
 */
public record LabelledItem(Comparison comparison, int label, Map<String, Integer> annotators)
    implements SingleComparison {

  public static final String LABEL = "label";
  public static final String PREDICTED = "predicted";
  private static final String CLASS = "class_";

  /** Classes: neither, the first response, the second one. */
  private static final int CLASSES = 3;

  public LabelledItem {
    annotators = Collections.unmodifiableMap(new LinkedHashMap<>(annotators));
  }

  /** An item of which only the true class is known. */
  public LabelledItem(Comparison comparison, int label) {
    this(comparison, label, Map.of());
  }

  @Override
  public Scored score(Verdicts verdicts) {
    VoteDecision decision = verdicts.ofOrders(id());
    double[] shares = {decision.tie(), decision.first(), decision.second()};
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(LABEL, (double) label);
    if (decision.result() == Result.SPLIT) {
      for (int c = 0; c < CLASSES; c++) {
        values.put(CLASS + c, shares[c]);
      }
    } else {
      values.put(PREDICTED, (double) predicted(decision.result()));
    }
    return new Scored(id(), subset(), shares[label], values);
  }

  private static int predicted(Result result) {
    return switch (result) {
      case TIE -> 0;
      case FIRST -> 1;
      case SECOND -> 2;
      case SPLIT, UNREADABLE -> -1;
    };
  }

  /**
   * The probability of each class that was predicted of an item; they sum to less than 1 where
   * votes cannot be read.
   */
  public static double[] predicted(Scored item) {
    double[] shares = new double[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      double certain = item.value(PREDICTED) == c ? 1 : 0;
      shares[c] = item.has(PREDICTED) ? certain : item.value(CLASS + c);
    }
    return shares;
  }
}
