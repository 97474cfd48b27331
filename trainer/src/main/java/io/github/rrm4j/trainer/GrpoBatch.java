package io.github.rrm4j.trainer;

import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rollout.Rollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The rollouts of a step with what was made of them; row r is sample r % G of group r / G.
 *
 * @param groups in the order in which they were sampled
 * @param groupSize G
 * @param advantages by row
 * @param trained by group, whether the update sees it
 */
record GrpoBatch(List<Group> groups, int groupSize, double[] advantages, boolean[] trained) {

  /**
   * Compares the rewards inside the groups.
   *
   * @param reference nats, by row and completion token; read where the KL is part of the reward
   */
  static GrpoBatch of(List<Group> sampled, float[][] reference, GrpoSettings settings) {
    int groupSize = sampled.get(0).rollouts().size();
    boolean[] trained = new boolean[sampled.size()];
    int left = settings.batch().refill().drop() ? settings.prompts() : sampled.size();
    for (int p = 0; p < trained.length; p++) {
      boolean useful = !settings.batch().refill().drop() || sampled.get(p).hasSignal();
      trained[p] = useful && left-- > 0;
    }
    List<Group> groups = new ArrayList<>();
    for (int p = 0; p < sampled.size(); p++) {
      Group group = sampled.get(p);
      groups.add(
          settings.kl().inReward()
              ? held(
                  group,
                  Arrays.copyOfRange(reference, p * groupSize, (p + 1) * groupSize),
                  settings.kl())
              : group);
    }
    double[][] values = groups.stream().map(Group::values).toArray(double[][]::new);
    double[][] byGroup = settings.compare().advantages().ofKnown(values, settings.compare().clip());
    double[] advantages = Arrays.stream(byGroup).flatMapToDouble(Arrays::stream).toArray();
    return new GrpoBatch(groups, groupSize, advantages, trained);
  }

  /** A group whose rewards pay for leaving the reference. */
  private static Group held(Group group, float[][] reference, GrpoSettings.Kl kl) {
    List<Optional<Reward>> rewards = new ArrayList<>();
    for (int g = 0; g < group.rewards().size(); g++) {
      float[] behaviour = group.rollouts().get(g).logprobs();
      double nats = 0;
      for (int i = 0; i < behaviour.length; i++) {
        nats +=
            Float.isNaN(behaviour[i]) ? 0 : kl.estimator().value(reference[g][i] - behaviour[i]);
      }
      String why = String.format(Locale.ROOT, "It is %.3g nats from the reference.", nats);
      double price = -kl.coefficient() * nats;
      rewards.add(group.rewards().get(g).map(reward -> reward.plus("kl", price, why)));
    }
    return new Group(group.rollouts(), rewards);
  }

  /** How many rows there are. */
  int rows() {
    return advantages.length;
  }

  /** The rows of each optimiser step: whole groups, in order, without what is masked. */
  List<int[]> optimiserSteps(GrpoSettings settings) {
    int[] used = IntStream.range(0, trained.length).filter(p -> trained[p]).toArray();
    int size = settings.batch().miniBatch();
    List<int[]> steps = new ArrayList<>();
    for (int from = 0; from < used.length; from += size) {
      int[] rows =
          Arrays.stream(used, from, Math.min(from + size, used.length))
              .flatMap(p -> Arrays.stream(kept(p, settings.compare())))
              .toArray();
      if (rows.length > 0) {
        steps.add(rows);
      }
    }
    return steps;
  }

  private int[] kept(int group, GrpoSettings.Compare compare) {
    int[] rows =
        IntStream.range(group * groupSize, (group + 1) * groupSize)
            .filter(row -> reward(row).isPresent())
            .filter(row -> !(compare.maskTruncated() && rollout(row).truncated()))
            .toArray();
    return rows.length < compare.minimumGroup() ? new int[0] : rows;
  }

  Group group(int row) {
    return groups.get(row / groupSize);
  }

  Rollout rollout(int row) {
    return group(row).rollouts().get(row % groupSize);
  }

  /** Whether the update sees the group of a row, and the row has a reward. */
  boolean trains(int row) {
    return trained[row / groupSize] && reward(row).isPresent();
  }

  /** Empty for a row that is masked. */
  Optional<Reward> reward(int row) {
    return group(row).rewards().get(row % groupSize);
  }

  /** The sequences, by row. */
  static List<TokenSequence> sequences(List<Group> groups) {
    return byRow(groups, Rollout::sequence);
  }

  /** The behaviour log-probs, by row; NaN where a token was forced. */
  static float[][] behaviour(List<Group> groups) {
    return byRow(groups, Rollout::logprobs).toArray(float[][]::new);
  }

  private static <T> List<T> byRow(List<Group> groups, Function<Rollout, T> of) {
    return groups.stream().flatMap(group -> group.rollouts().stream()).map(of).toList();
  }
}
