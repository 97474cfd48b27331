package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import java.util.List;
import java.util.OptionalDouble;

/** Who says how good the answers of a group are. */
public interface RewardSource {

  /**
   * Scores all groups of a step together.
   *
   * @param key what the draws depend on, with the index of the group
   * @return in the order of the groups
   */
  List<GroupScores> of(List<Answers> groups, Key key);

  /** Whether it compares responses in matches. */
  default boolean compares() {
    return false;
  }

  /**
   * The scores of a group, by response.
   *
   * @param values empty for a response that could not be scored
   * @param reasons a short sentence for a person
   * @param matches between the responses that were judged; none where they are scored one by one
   */
  record GroupScores(
      List<OptionalDouble> values, List<String> reasons, List<JudgedMatch> matches) {}
}
