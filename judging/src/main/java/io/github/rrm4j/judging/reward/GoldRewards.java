package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * 1 for the right answer, else 0: an upper bound of what a judge can teach, and the one source that
 * sees what is right.
 */
public final class GoldRewards implements RewardSource {

  private final Map<String, Problem> problems = new HashMap<>();

  /**
   * @param problems with the ids of all prompts that will be asked about
   */
  public GoldRewards(List<Problem> problems) {
    problems.forEach(problem -> this.problems.put(problem.prompt().id(), problem));
  }

  /**
   * @throws IllegalArgumentException if a prompt is none of the problems
   */
  @Override
  public List<GroupScores> of(List<Answers> groups, Key key) {
    List<GroupScores> scores = new ArrayList<>();
    for (Answers answers : groups) {
      Problem problem = problems.get(answers.prompt().id());
      if (problem == null) {
        throw new IllegalArgumentException("no answer is known of prompt " + answers.prompt().id());
      }
      List<OptionalDouble> values = new ArrayList<>();
      List<String> reasons = new ArrayList<>();
      for (String response : answers.responses()) {
        boolean right = problem.solvedBy(response);
        values.add(OptionalDouble.of(right ? 1 : 0));
        reasons.add(right ? "The gold answer." : "Not the gold answer.");
      }
      scores.add(new GroupScores(values, reasons, List.of()));
    }
    return scores;
  }
}
