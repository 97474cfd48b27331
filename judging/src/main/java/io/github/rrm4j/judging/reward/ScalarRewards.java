package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.scalar.QueryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Rewards by a scalar reward model: r(query, answer) of each answer alone, as it is, in the model's
 * own unit. An answer that did not end is scored as the text that stands for it, as a judge of
 * pairs is shown it.
 *
 * <p>Source: Ouyang et al. 2022, "Training language models to follow instructions with human
 * feedback".
 *
 * @param scores of a reward model
 * @param fits whether the model has positions enough; an answer that does not fit has no score
 */
public record ScalarRewards(Scores scores, Predicate<QueryResponse> fits) implements RewardSource {

  /** Scores of some items, in order. */
  public interface Scores {
    double[] of(List<QueryResponse> items);
  }

  @Override
  public List<GroupScores> of(List<Answers> groups, Key key) {
    List<QueryResponse> asked = new ArrayList<>();
    for (Answers group : groups) {
      for (String response : group.responses()) {
        QueryResponse item = new QueryResponse(group.prompt().turns(), response);
        if (fits.test(item)) {
          asked.add(item);
        }
      }
    }
    double[] all = scores.of(asked);
    int next = 0;
    List<GroupScores> scored = new ArrayList<>();
    for (Answers group : groups) {
      List<OptionalDouble> values = new ArrayList<>();
      List<String> reasons = new ArrayList<>();
      for (String response : group.responses()) {
        if (fits.test(new QueryResponse(group.prompt().turns(), response))) {
          double score = all[next++];
          boolean number = Double.isFinite(score);
          values.add(number ? OptionalDouble.of(score) : OptionalDouble.empty());
          reasons.add(number ? Text.format("Score %.3f.", score) : "The score is no number.");
        } else {
          values.add(OptionalDouble.empty());
          reasons.add("Too long for the reward model.");
        }
      }
      scored.add(new GroupScores(values, reasons, List.of()));
    }
    return scored;
  }
}
