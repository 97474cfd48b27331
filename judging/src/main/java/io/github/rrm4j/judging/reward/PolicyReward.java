package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.reward.RewardSource.GroupScores;
import io.github.rrm4j.rewards.Reward;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * The reward of a policy's answer: a weighted sum of what the sources say. An answer that one of
 * them could not score has none.
 */
public record PolicyReward(List<Weighted> sources) {

  /**
   * @param name of its part of the reward
   * @param weight of its score
   */
  public record Weighted(String name, double weight, RewardSource source) {}

  /**
   * The rewards of a group, by response.
   *
   * @param rewards empty for a response that is masked
   * @param reasons also of a response that is masked
   * @param matches that were judged
   */
  public record Rewarded(
      List<Optional<Reward>> rewards, List<String> reasons, List<JudgedMatch> matches) {}

  /**
   * @throws InvalidInput if there is no source
   */
  public PolicyReward {
    if (sources.isEmpty()) {
      throw new InvalidInput("policy reward: has no source, must have one at least");
    }
    sources = List.copyOf(sources);
  }

  /** Whether a source compares the answers of a group in matches. */
  public boolean compares() {
    return sources.stream().anyMatch(weighted -> weighted.source().compares());
  }

  /**
   * Rewards all groups of a step together.
   *
   * @param key what the draws of the sources depend on
   * @return in the order of the groups
   */
  public List<Rewarded> of(List<Answers> groups, Key key) {
    List<List<GroupScores>> bySource =
        sources.stream()
            .map(weighted -> weighted.source().of(groups, key.with(weighted.name())))
            .toList();
    List<Rewarded> rewarded = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int group = g;
      rewarded.add(
          sum(
              bySource.stream().map(scores -> scores.get(group)).toList(),
              groups.get(g).responses().size()));
    }
    return rewarded;
  }

  private Rewarded sum(List<GroupScores> scores, int size) {
    List<Optional<Reward>> rewards = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<String, Double> parts = new LinkedHashMap<>();
      StringJoiner reason = new StringJoiner(" ");
      double value = 0;
      for (int s = 0; s < scores.size(); s++) {
        OptionalDouble score = scores.get(s).values().get(i);
        reason.add(scores.get(s).reasons().get(i));
        if (score.isPresent()) {
          double part = sources.get(s).weight() * score.getAsDouble();
          parts.put(sources.get(s).name(), part);
          value += part;
        }
      }
      reasons.add(reason.toString());
      rewards.add(
          parts.size() == scores.size()
              ? Optional.of(new Reward(value, parts, reason.toString()))
              : Optional.empty());
    }
    return new Rewarded(
        rewards, reasons, scores.stream().flatMap(one -> one.matches().stream()).toList());
  }
}
