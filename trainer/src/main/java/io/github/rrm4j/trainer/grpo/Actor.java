package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.optimizer.WeightUpdate;
import io.github.rrm4j.trainer.reference.ReferencePolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The policy that samples and is trained.
 *
 * @param sampling how, before the schedule of the token limit
 * @param logprobs of its current weights
 * @param reference the policy of the KL penalty, where there is one
 */
public record Actor(
    RolloutEngine engine,
    Sampling sampling,
    TokenLogprobs logprobs,
    Optional<ReferencePolicy> reference,
    WeightUpdate update) {

  /** The same groups with log pi_old and log pi_ref of every completion token. */
  <Q, A> List<Group<Q, A>> withLogprobs(
      long step, List<Group<Q, A>> groups, GrpoSettings settings) {
    List<TokenSequence> rows = Group.samples(groups).map(Sample::sequence).toList();
    Iterator<float[]> refs = refLogprobs(step, rows, settings.kl().reference()).iterator();
    Iterator<float[]> olds = oldLogprobs(groups, rows, settings.policy().importance()).iterator();
    List<Group<Q, A>> known = new ArrayList<>();
    for (Group<Q, A> group : groups) {
      List<Sample<A>> samples = new ArrayList<>();
      for (Sample<A> sample : group.samples()) {
        samples.add(sample.withLogprobs(olds.next(), refs.next()));
      }
      known.add(group.with(samples));
    }
    return known;
  }

  /** Zeros, which nobody reads, without a reference. */
  private List<float[]> refLogprobs(long step, List<TokenSequence> rows, Reference kind) {
    return kind == Reference.NONE
        ? rows.stream().map(row -> new float[row.completion().length]).toList()
        : List.of(reference.orElseThrow().logprobs(step, rows, sampling.temperature()));
  }

  /** The weights before the update are those that sampled, unless another engine did. */
  private <Q, A> List<float[]> oldLogprobs(
      List<Group<Q, A>> groups, List<TokenSequence> rows, Importance importance) {
    return importance.kind() == Importance.Kind.NONE
        ? Group.samples(groups).map(sample -> sample.rollout().logprobs()).toList()
        : List.of(logprobs.of(rows, sampling.temperature()));
  }
}
