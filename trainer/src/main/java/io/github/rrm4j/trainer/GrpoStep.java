package io.github.rrm4j.trainer;

import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Importance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Group relative policy optimisation of groups that are rewarded already: advantages inside each
 * group, the loss, the updates. Where the groups come from is the stage's business.
 *
 * <p>Source: Shao et al. 2024 (DeepSeekMath), section 4.1.
 */
final class GrpoStep {

  /**
   * What a step works with.
   *
   * @param sampling how rollouts are drawn, without the curriculum of their limit
   * @param policy the log-probs of the weights that are trained; asked before an update
   * @param reference what the policy is held to, where there is such a thing
   */
  record Parts(
      Sampling sampling,
      RowLogprobs policy,
      Optional<ReferencePolicy> reference,
      AdamW optimiser,
      Update update,
      Watch watch) {}

  private final GrpoSettings settings;
  private final OptimiserSettings optimiserSettings;
  private final Parts parts;
  private final RolloutLog log;

  GrpoStep(
      GrpoSettings settings, OptimiserSettings optimiserSettings, Parts parts, RolloutLog log) {
    this.settings = settings;
    this.optimiserSettings = optimiserSettings;
    this.parts = parts;
    this.log = log;
  }

  GrpoSettings settings() {
    return settings;
  }

  AdamW optimiser() {
    return parts.optimiser();
  }

  /** How the rollouts of a step are drawn. */
  Sampling sampling(long step) {
    return settings.limit().at(step, parts.sampling());
  }

  /**
   * The groups of a step. Where groups without signal are dropped, more rounds follow until enough
   * groups have one or the rounds are used up.
   *
   * @param round samples and rewards as many groups as a step has; 0 for those whose turn it is
   */
  <G> List<G> groups(IntFunction<List<G>> round, Function<G, Group> group) {
    List<G> groups = new ArrayList<>();
    for (int r = 0; r <= settings.batch().refill().rounds(); r++) {
      groups.addAll(round.apply(r));
      if (groups.stream().map(group).filter(Group::hasSignal).count() >= settings.prompts()) {
        break;
      }
    }
    return groups;
  }

  /**
   * Moves the weights.
   *
   * @param notes what the stage tells of the groups
   * @param watch on which sampling and rewarding are booked already
   */
  StepReport take(long step, List<Group> groups, Notes notes, Stopwatch watch) {
    Sampling sampling = sampling(step);
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

    Map<String, Double> values = new LinkedHashMap<>(notes.metrics());
    values.putAll(new GroupMetrics(batch, parts.watch().ngram()).values());
    GrpoMetrics metrics = new GrpoMetrics(settings, batch, rows, results);
    values.putAll(metrics.values(rate, sampling.maxNewTokens()));
    Map<String, String> alarms = parts.watch().alarms(values);
    return new StepReport(
        values,
        watch.seconds(),
        log.records(step, batch, notes),
        log.batch(step, notes),
        results.stream().allMatch(Update.Result::taken),
        sequences.stream().mapToLong(TokenSequence::length).sum(),
        metrics.warnings(),
        alarms);
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
