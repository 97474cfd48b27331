package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.RewardScheme;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reinforcement learning of a judge: group relative policy optimisation with a reward of +1 for the
 * gold verdict and -1 otherwise.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), section 3; Shao et al. 2024 (GRPO).
 */
public final class GrpoStage implements Stage {

  /**
   * What a stage works with.
   *
   * @param pairs the training pairs
   * @param reference what the policy is held to; none where the KL coefficient is 0
   */
  record Parts(
      List<Pair> pairs,
      Judge judge,
      RolloutEngine engine,
      Sampling sampling,
      RewardScheme scheme,
      Optional<RowLogprobs> reference,
      AdamW optimiser,
      Update update) {}

  private final GrpoSettings settings;
  private final OptimiserSettings optimiserSettings;
  private final Parts parts;
  private final RolloutLog log;
  private final Key key;
  private final DataOrder order;

  /**
   * @param key what data order, presentation and sampling depend on
   * @throws IllegalArgumentException if the sampling has a thinking budget: the tokens that it
   *     forces were not sampled, so no ratio is theirs
   */
  GrpoStage(
      GrpoSettings settings,
      OptimiserSettings optimiserSettings,
      Parts parts,
      RolloutLog log,
      Key key) {
    if (parts.sampling().budget().isPresent()) {
      throw new IllegalArgumentException("GRPO trains on sampled tokens only: no thinking budget");
    }
    this.settings = settings;
    this.optimiserSettings = optimiserSettings;
    this.parts = parts;
    this.log = log;
    this.key = key;
    this.order = new DataOrder(key.with("order"), parts.pairs().size());
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
    List<Pair> pairs = present(step);
    List<List<Rollout>> groups =
        parts.engine().generate(requests(pairs, step), settings.groupSize(), parts.sampling());
    watch.lap("rollout");

    GrpoBatch batch =
        GrpoBatch.of(pairs, groups, parts.judge(), parts.scheme(), settings.advantages());
    watch.lap("reward");

    float[][] behaviour = batch.behaviourLogprobs();
    List<TokenSequence> sequences = batch.sequences();
    float[][] reference = referenceLogprobs(sequences);
    watch.lap("reference");

    double rate = optimiserSettings.rate(step, settings.steps());
    GrpoLoss loss = new GrpoLoss(settings, behaviour, reference, batch.advantages());
    List<Update.Result> results = new ArrayList<>();
    for (int[] rows : miniBatches(batch)) {
      results.add(
          parts.update().apply(sequences, rows, loss, parts.sampling().temperature(), rate));
    }
    watch.lap("update");
    results.forEach(result -> result.seconds().forEach(watch::add));

    GrpoMetrics metrics = new GrpoMetrics(settings, batch, results, reference, rate);
    return new StepReport(
        metrics.values(),
        watch.seconds(),
        log.records(step, batch),
        results.stream().allMatch(Update.Result::taken),
        sequences.stream().mapToLong(TokenSequence::length).sum(),
        metrics.warnings());
  }

  /** The pairs of a step; which response comes first is a coin of the pair's turn. */
  private List<Pair> present(long step) {
    List<Pair> pairs = new ArrayList<>();
    for (int index : order.batch(step, settings.prompts())) {
      Pair pair = parts.pairs().get(index);
      boolean swap = key.with("swap").with(step).uniform(pairs.size()) < 0.5;
      pairs.add(swap ? pair.swapped() : pair);
    }
    return pairs;
  }

  private List<Request> requests(List<Pair> pairs, long step) {
    Key sampling = key.with("sample").with(step);
    return IntStream.range(0, pairs.size())
        .mapToObj(p -> new Request(parts.judge().prompt(pairs.get(p)), sampling.with(p)))
        .toList();
  }

  /** The rows of each optimiser step: whole groups, in order. */
  private List<int[]> miniBatches(GrpoBatch batch) {
    List<int[]> all = new ArrayList<>();
    int size = settings.miniBatch() * settings.groupSize();
    for (int from = 0; from < batch.rollouts().size(); from += size) {
      int[] rows =
          IntStream.range(from, from + size)
              .filter(r -> !(settings.maskTruncated() && batch.rollouts().get(r).truncated()))
              .toArray();
      if (rows.length > 0) {
        all.add(rows);
      }
    }
    return all;
  }

  /** Log-probs under the reference, by row; zeros, unread, where there is none. */
  private float[][] referenceLogprobs(List<TokenSequence> rows) {
    return parts
        .reference()
        .map(reference -> reference.of(rows, parts.sampling().temperature()))
        .orElseGet(
            () ->
                rows.stream()
                    .map(row -> new float[row.completion().length])
                    .toArray(float[][]::new));
  }
}
