package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rewards.length.TargetLength;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.Presentation.Asked;
import io.github.rrm4j.trainer.objective.Importance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reinforcement learning of a judge: group relative policy optimisation with a reward of +1 for the
 * gold verdict and -1 otherwise, or with what the settings put in their places.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), section 3; Shao et al. 2024 (GRPO).
 */
public final class GrpoStage implements Stage {

  /**
   * What a stage works with.
   *
   * @param pairs the training pairs
   * @param policy the log-probs of the weights that are trained; asked before an update
   * @param reference what the policy is held to, where there is such a thing
   */
  record Parts(
      List<Pair> pairs,
      Judge judge,
      RolloutEngine engine,
      Sampling sampling,
      RewardFunction reward,
      RowLogprobs policy,
      Optional<ReferencePolicy> reference,
      AdamW optimiser,
      Update update,
      Watch watch) {}

  /** A batch that was sampled before needs no key. */
  private static final Key NOTHING_DRAWN = Key.of(0, "replay");

  private final GrpoSettings settings;
  private final OptimiserSettings optimiserSettings;
  private final Parts parts;
  private final RolloutLog log;
  private final Presentation presentation;

  /**
   * @param key what data order, presentation and sampling depend on
   */
  GrpoStage(
      GrpoSettings settings,
      OptimiserSettings optimiserSettings,
      Parts parts,
      RolloutLog log,
      Key key) {
    this.settings = settings;
    this.optimiserSettings = optimiserSettings;
    this.parts = parts;
    this.log = log;
    Optional<TargetLength> target =
        parts.reward().length() instanceof TargetLength rule ? Optional.of(rule) : Optional.empty();
    this.presentation =
        new Presentation(parts.pairs(), parts.judge(), settings.batch(), target, key);
  }

  @Override
  public String name() {
    return "grpo";
  }

  @Override
  public long steps() {
    return settings.steps();
  }

  @Override
  public AdamW optimiser() {
    return parts.optimiser();
  }

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    return learn(step, sample(step, limited(step), watch), watch);
  }

  /** Takes a step on what was sampled for it before; weights and moments must be those of then. */
  StepReport again(long step, List<BatchLines.Sampled> sampled) {
    List<Asked> asked = new ArrayList<>();
    List<List<Rollout>> rollouts = new ArrayList<>();
    for (BatchLines.Sampled group : sampled) {
      Request request = new Request(group.rollouts().get(0).sequence().prompt(), NOTHING_DRAWN);
      asked.add(new Asked(group.pair(), parts.judge(), request, group.target()));
      rollouts.add(group.rollouts());
    }
    List<Group> groups = groups(asked, rollouts, limited(step));
    return learn(step, groups, new Stopwatch());
  }

  private Sampling limited(long step) {
    return settings.limit().at(step, parts.sampling());
  }

  private List<Group> groups(List<Asked> asked, List<List<Rollout>> rollouts, Sampling sampling) {
    boolean bothOrders = settings.batch().bothOrders();
    return Group.of(asked, rollouts, parts.reward(), bothOrders, sampling.maxNewTokens());
  }

  /** The update, and what there is to say of it. */
  private StepReport learn(long step, List<Group> groups, Stopwatch watch) {
    Sampling sampling = limited(step);
    List<TokenSequence> sequences = GrpoBatch.sequences(groups);
    float[][] behaviour = GrpoBatch.behaviour(groups);
    float[][] reference = referenceLogprobs(step, sequences);
    float[][] old = oldLogprobs(sequences, behaviour);
    watch.lap("reference");

    GrpoBatch batch = GrpoBatch.of(groups, reference, settings);
    List<int[]> optimiserSteps = batch.optimiserSteps(settings);
    LossRows rows =
        LossRows.of(
            settings.policy(),
            behaviour,
            old,
            reference,
            batch.advantages(),
            optimiserSteps,
            parts.sampling().maxNewTokens());
    watch.lap("reward");

    double rate = optimiserSettings.rate(step, settings.steps());
    GrpoLoss loss = new GrpoLoss(settings, rows);
    List<Update.Result> results = new ArrayList<>();
    for (int[] chosen : optimiserSteps) {
      results.add(parts.update().apply(sequences, chosen, loss, sampling.temperature(), rate));
    }
    watch.lap("update");
    results.forEach(result -> result.seconds().forEach(watch::add));

    GrpoMetrics metrics = new GrpoMetrics(settings, batch, rows, results, parts.watch().ngram());
    Map<String, Double> values = metrics.values(rate, sampling.maxNewTokens());
    Map<String, String> alarms = parts.watch().alarms(values);
    return new StepReport(
        values,
        watch.seconds(),
        log.records(step, batch),
        log.batch(step, groups),
        results.stream().allMatch(Update.Result::taken),
        sequences.stream().mapToLong(TokenSequence::length).sum(),
        metrics.warnings(),
        alarms);
  }

  /**
   * Rollouts of the pairs whose turn it is, judged and rewarded. Where groups without signal are
   * dropped, more pairs follow until enough groups have one or the rounds are used up.
   */
  private List<Group> sample(long step, Sampling sampling, Stopwatch watch) {
    List<Group> groups = new ArrayList<>();
    for (int round = 0; round <= settings.batch().refill().rounds(); round++) {
      List<Asked> asked = presentation.of(step, round);
      List<Request> requests = asked.stream().map(Asked::request).toList();
      List<List<Rollout>> rollouts =
          parts.engine().generate(requests, settings.groupSize(), sampling);
      watch.lap("rollout");
      groups.addAll(groups(asked, rollouts, sampling));
      watch.lap("reward");
      if (groups.stream().filter(Group::hasSignal).count() >= settings.prompts()) {
        break;
      }
    }
    return groups;
  }

  /** Log-probs under the reference, by row; zeros, unread, where there is none. */
  private float[][] referenceLogprobs(long step, List<TokenSequence> rows) {
    if (settings.kl().reference() == Reference.NONE) {
      return rows.stream().map(row -> new float[row.completion().length]).toArray(float[][]::new);
    }
    return parts.reference().orElseThrow().logprobs(step, rows, parts.sampling().temperature());
  }

  /** Of the weights before the update: what was sampled with, unless another engine did it. */
  private float[][] oldLogprobs(List<TokenSequence> rows, float[][] behaviour) {
    return settings.policy().importance().kind() == Importance.Kind.NONE
        ? behaviour
        : parts.policy().of(rows, parts.sampling().temperature());
  }
}
