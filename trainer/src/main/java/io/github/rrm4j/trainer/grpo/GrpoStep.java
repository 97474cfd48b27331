package io.github.rrm4j.trainer.grpo;

import ai.djl.ndarray.NDArray;
import io.github.rrm4j.trainer.objective.PolicyTerm;
import io.github.rrm4j.trainer.objective.TokenBatch;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One iteration of group relative policy optimization (GRPO), from the sampled completions to the
 * moved weights.
 *
 * <pre>
 *   J = 1/G sum_i 1/|o_i| sum_t { min(ratio A_i, clip(ratio, 1 - eps, 1 + eps) A_i) - beta KL }
 *   ratio = pi(o_it) / pi_old(o_it)      KL = exp(d) - d - 1,  d = log pi_ref(o_it) - log pi(o_it)
 *   A_i = (r_i - mean(r)) / std(r)       r_i = +1 if judgement i chose the gold response, else -1
 * </pre>
 *
 * <p>Source: Shao et al. 2024 (DeepSeekMath), arXiv 2402.03300, Algorithm 1 and equations 3 and 4;
 * the reward is that of Guo et al. 2025, arXiv 2505.14674. Their symbols: G = groupSize, eps =
 * clipLow and clipHigh, beta = klCoefficient, mu = optimizer steps of an iteration. Other
 * objectives put other parts in their places: docs/grpo.md.
 */
public record GrpoStep<Q extends Question, A>(
    GrpoSettings settings, Environment<Q, A> environment, Actor actor, RolloutQueue<Q> queue) {

  /** Samples the completions of a step, rewards them and moves the weights. */
  public Iteration<Q, A> take(long step, double learningRate) {
    Stopwatch watch = new Stopwatch();
    List<Group<Q, A>> groups = new ArrayList<>();
    int halvings = 0;
    Map<String, Double> drawing = new LinkedHashMap<>();
    for (int number = 0; number <= settings.batch().refill().rounds(); number++) {
      Round round = new Round(step, number, settings.maxTokens().at(step));
      RolloutQueue.Drawn<Q> drawn = // q ~ D; o_1, ..., o_G ~ pi_old(. | q)
          queue.take(round, watch);
      halvings += drawn.halvings();
      drawn.drawing().forEach((name, value) -> drawing.merge(name, value, Double::sum));
      environment.reward(drawn.questions(), drawn.completions(), round).stream() // r_1, ..., r_G
          .map(group -> group.drawnFrom(drawn.weights()))
          .forEach(groups::add);
      watch.lap(environment.timing());
      if (groups.stream().filter(Group::hasSignal).count() >= settings.batch().prompts()) {
        break; // dynamic sampling, Yu et al. 2025 (DAPO): rounds follow until the step is full
      }
    }
    return update(step, learningRate, groups, watch).with(halvings, drawing);
  }

  /** Moves the weights by completions that are sampled and rewarded. */
  public Iteration<Q, A> update(
      long step, double learningRate, List<Group<Q, A>> sampled, Stopwatch watch) {
    List<Group<Q, A>> groups = actor.withLogprobs(step, sampled, settings); // pi_old, pi_ref
    watch.lap("reference");
    groups = withAdvantages(groups, settings);
    List<MiniBatch> batches = MiniBatch.of(groups, settings, actor.sampling().maxNewTokens());
    watch.lap("reward");
    List<Iteration.Update> updates = new ArrayList<>();
    for (MiniBatch batch : batches) { // mu optimizer steps on the same completions
      double temperature = actor.sampling().temperature();
      UpdateResult<TokenUpdate.Numbers> result =
          actor.update().apply(batch.sequences(), batch, temperature, learningRate);
      updates.add(new Iteration.Update(batch, result));
    }
    watch.lap("update");
    updates.forEach(update -> update.result().seconds().forEach(watch::add));
    int maxTokens = settings.maxTokens().at(step);
    return new Iteration<>(groups, updates, learningRate, maxTokens, watch.seconds(), 0, Map.of());
  }

  /** Compares the rewards inside each group: A_i = (r_i - mean(r)) / std(r). */
  static <Q, A> List<Group<Q, A>> withAdvantages(List<Group<Q, A>> sampled, GrpoSettings settings) {
    List<Group<Q, A>> groups = Group.selected(sampled, settings.batch());
    if (settings.kl().inReward()) {
      groups = groups.stream().map(group -> group.withKlPenalty(settings.kl())).toList();
    }
    double[][] rewards = groups.stream().map(Group::rewards).toArray(double[][]::new); // (q, G)
    double[][] advantages =
        settings.advantages().kind().ofKnown(rewards, settings.advantages().clip()); // (q, G)
    return Group.withAdvantages(groups, advantages);
  }

  /**
   * -J, summed over the tokens of some completions: equation 3, where {@code weight} holds 1/G and
   * 1/|o_i|, or what another aggregation has for them. Tokens that were not sampled count nothing.
   *
   * @param logprobs (tokens), nats, log pi, with a graph
   * @return ()
   */
  static NDArray loss(GrpoSettings settings, NDArray logprobs, TokenBatch tokens) {
    PolicyTerm term = settings.policy().term(); // ClippedSurrogate, unless the objective is another
    NDArray loss = term.of(logprobs, tokens).mul(tokens.importance()); // (tokens)
    if (settings.kl().inLoss()) {
      NDArray refLogprobs = tokens.refLogprobs().orElseThrow(); // (tokens)
      NDArray kl = settings.kl().estimator().of(logprobs, refLogprobs); // (tokens), equation 4
      float klCoefficient = (float) settings.kl().coefficient();
      loss = loss.add(kl.mul(tokens.completionMask()).mul(klCoefficient));
    }
    return loss.mul(tokens.weight()).sum(); // ()
  }

  /**
   * GRPO's own term, with a second bound c for bad tokens that became likely (Ye et al. 2020, arXiv
   * 1912.09729, equation 4): for A &lt; 0 at most -c A.
   *
   * @param clipLow eps below 1
   * @param clipHigh eps above 1; wider in DAPO (Yu et al. 2025, equation 10)
   * @param dualClip c, above 1; infinite for no second bound
   */
  public record ClippedSurrogate(double clipLow, double clipHigh, double dualClip)
      implements PolicyTerm {

    @Override
    public NDArray of(NDArray logprobs, TokenBatch tokens) {
      NDArray advantages = tokens.advantages(); // (tokens), A_i of the token's completion
      NDArray ratio = logprobs.sub(tokens.oldLogprobs()).exp(); // (tokens), pi / pi_old
      NDArray clipped = ratio.clip(1 - clipLow, 1 + clipHigh);
      NDArray surrogate = ratio.mul(advantages).minimum(clipped.mul(advantages));
      if (Double.isFinite(dualClip)) {
        NDArray good = advantages.gte(0).toType(logprobs.getDataType(), false); // 1 or 0
        NDArray bounded = surrogate.maximum(advantages.mul((float) dualClip));
        surrogate = surrogate.mul(good).add(bounded.mul(good.neg().add(1)));
      }
      return surrogate.neg();
    }

    @Override
    public boolean cuts(double ratio, double advantage) {
      return advantage > 0 && ratio > 1 + clipHigh
          || advantage < 0 && (ratio < 1 - clipLow || ratio > dualClip);
    }
  }
}
