package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.Reward;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The completions of one question, which are compared with each other.
 *
 * @param question the first of them where several share the group
 * @param samples G of them
 * @param trained whether the update sees it; decided by {@link #selected}
 * @param weights steps of the stage after which the weights were that drew it; empty where they are
 *     those at the start of the step in any case
 */
public record Group<Q, A>(
    Q question, List<Sample<A>> samples, boolean trained, OptionalLong weights) {

  /** A group that was just sampled. */
  public Group(Q question, List<Sample<A>> samples) {
    this(question, samples, true, OptionalLong.empty());
  }

  Group<Q, A> drawnFrom(OptionalLong version) {
    return new Group<>(question, samples, trained, version);
  }

  Group<Q, A> with(List<Sample<A>> others) {
    return new Group<>(question, others, trained, weights);
  }

  /** Whether its rewards differ: if not, all its advantages are 0. */
  public boolean hasSignal() {
    return GroupAdvantages.hasSignal(rewards());
  }

  /** The rewards as numbers; NaN where there is none. */
  public double[] rewards() {
    return samples.stream()
        .mapToDouble(sample -> sample.reward().map(Reward::value).orElse(Double.NaN))
        .toArray();
  }

  /** Whether the update sees one of its samples. */
  boolean trains(Sample<A> sample) {
    return trained && sample.reward().isPresent();
  }

  /**
   * Decides which groups are trained on: all of them or, if those without signal are dropped, the
   * first with a signal, as many as a step has.
   */
  static <Q, A> List<Group<Q, A>> selected(List<Group<Q, A>> groups, GrpoSettings.Batch settings) {
    boolean drop = settings.refill().drop();
    int left = drop ? settings.prompts() : groups.size();
    List<Group<Q, A>> selected = new ArrayList<>();
    for (Group<Q, A> group : groups) {
      boolean useful = !drop || group.hasSignal();
      boolean trained = useful && left-- > 0;
      selected.add(new Group<>(group.question, group.samples, trained, group.weights));
    }
    return selected;
  }

  Group<Q, A> withKlPenalty(GrpoSettings.Kl kl) {
    return with(samples.stream().map(sample -> sample.withKlPenalty(kl)).toList());
  }

  /**
   * @param advantages (groups, G)
   */
  static <Q, A> List<Group<Q, A>> withAdvantages(List<Group<Q, A>> groups, double[][] advantages) {
    List<Group<Q, A>> compared = new ArrayList<>();
    for (int q = 0; q < advantages.length; q++) {
      Group<Q, A> group = groups.get(q);
      List<Sample<A>> samples = new ArrayList<>();
      for (int i = 0; i < advantages[q].length; i++) {
        samples.add(group.samples.get(i).withAdvantage(advantages[q][i]));
      }
      compared.add(group.with(samples));
    }
    return compared;
  }

  /** The samples of all groups, one group after the other. */
  static <Q, A> Stream<Sample<A>> samples(List<Group<Q, A>> groups) {
    return groups.stream().flatMap(group -> group.samples.stream());
  }

  /** The share of the samples of all groups of which something holds. */
  public static <Q, A> double share(List<Group<Q, A>> groups, Predicate<Sample<A>> which) {
    long all = samples(groups).count();
    return (double) samples(groups).filter(which).count() / all;
  }
}
