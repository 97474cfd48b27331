package io.github.rrm4j.trainer;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.evaluation.Judgement;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.RewardScheme;
import io.github.rrm4j.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;

/**
 * The rollouts of a step with what was made of them; row r is sample r % G of pair r / G.
 *
 * @param pairs as they were presented
 * @param groupSize G
 * @param rollouts by row
 * @param judgements by row
 * @param outcomes by row
 * @param rewards by row
 * @param advantages by row
 * @param groupsWithoutSignal groups whose rewards are all equal
 */
record GrpoBatch(
    List<Pair> pairs,
    int groupSize,
    List<Rollout> rollouts,
    List<Judgement> judgements,
    List<Outcome> outcomes,
    List<Reward> rewards,
    double[] advantages,
    int groupsWithoutSignal) {

  /** Reads, scores and compares rollouts, group by group. */
  static GrpoBatch of(
      List<Pair> pairs,
      List<List<Rollout>> groups,
      Judge judge,
      RewardScheme scheme,
      GroupAdvantages normalisation) {
    int groupSize = groups.get(0).size();
    List<Rollout> rollouts = new ArrayList<>();
    List<Judgement> judgements = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    List<Reward> rewards = new ArrayList<>();
    double[][] values = new double[groups.size()][groupSize];
    for (int p = 0; p < groups.size(); p++) {
      for (int g = 0; g < groupSize; g++) {
        Rollout rollout = groups.get(p).get(g);
        Judgement judgement = judge.read(rollout);
        Outcome outcome = Outcome.of(judgement.verdict(), pairs.get(p).gold());
        Reward reward = scheme.score(outcome);
        rollouts.add(rollout);
        judgements.add(judgement);
        outcomes.add(outcome);
        rewards.add(reward);
        values[p][g] = reward.value();
      }
    }
    double[][] byGroup = normalisation.of(values);
    double[] advantages = new double[rollouts.size()];
    for (int row = 0; row < advantages.length; row++) {
      advantages[row] = byGroup[row / groupSize][row % groupSize];
    }
    return new GrpoBatch(
        pairs,
        groupSize,
        rollouts,
        judgements,
        outcomes,
        rewards,
        advantages,
        GroupAdvantages.groupsWithoutSignal(values));
  }

  /** The sequences that are trained on, by row. */
  List<TokenSequence> sequences() {
    return rollouts.stream().map(Rollout::sequence).toList();
  }

  /** The behaviour log-probs, by row. */
  float[][] behaviourLogprobs() {
    return rollouts.stream().map(Rollout::logprobs).toArray(float[][]::new);
  }
}
