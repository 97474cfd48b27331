package io.github.rrm4j.cli.bench;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.AdvantageSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Batch;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Kl;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.LogprobMismatch;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Policy;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Refill;
import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.grpo.MaxTokensSchedule;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a model with random weights is given to do: random prompts, random completions. */
public final class BenchWork {

  /** Of the updates. */
  public static final double RATE = 1e-5;

  private static final OptimizerSettings ADAMW =
      new OptimizerSettings(RATE, Schedule.CONSTANT, 0, 1, 0.9, 0.999, 1e-8, 0, 1);

  private BenchWork() {}

  private static int[] ids(int count, int vocab, Key key) {
    return IntStream.range(0, count).map(i -> key.below(i, vocab)).toArray();
  }

  /** Prompts of one length, each with a key of its own. */
  public static List<Request> requests(int count, int promptTokens, int vocab, Key key) {
    return IntStream.range(0, count)
        .mapToObj(
            r -> new Request(ids(promptTokens, vocab, key.with(r).with("prompt")), key.with(r)))
        .toList();
  }

  /**
   * Optimizer steps of all that is trained of a model.
   *
   * @param tokens positions of a micro-batch
   */
  public static TokenUpdate update(BenchModel bench, int tokens, PassMemory memory) {
    return new TokenUpdate(
        new OptimizerStep(
            bench.model,
            new AdamW(bench.model.trainable(), ADAMW, bench.manager),
            ADAMW.maxGradNorm(),
            tokens,
            bench.manager),
        memory);
  }

  /** Random completions of one length with random advantages. */
  public static MiniBatch batch(int rows, int prompt, int trained, int vocab, Key key) {
    int[] all = IntStream.range(0, rows).toArray();
    List<Rollout> rollouts =
        Arrays.stream(all)
            .mapToObj(
                row -> {
                  float[] old = new float[trained];
                  Arrays.fill(old, (float) -Math.log(vocab));
                  TokenSequence sequence =
                      new TokenSequence(
                          ids(prompt, vocab, key.with(row).with("prompt")),
                          ids(trained, vocab, key.with(row).with("completion")));
                  return new Rollout(sequence, old, Rollout.Finish.STOP);
                })
            .toList();
    return batch(
        rollouts, Arrays.stream(all).mapToDouble(key.with("advantage")::gaussian).toArray());
  }

  /** Completions with the clipped loss, its mean over all tokens, without a KL penalty. */
  static MiniBatch batch(List<Rollout> completions, double[] advantages) {
    int limit = completions.stream().mapToInt(one -> one.logprobs().length).max().orElse(1);
    GrpoSettings settings =
        new GrpoSettings(
            new Batch(1, 1, 2, 1, PairOrders.ONE, Refill.NONE),
            new Policy(
                new ClippedSurrogate(0.2, 0.2, Double.POSITIVE_INFINITY),
                Aggregation.TOKEN,
                Importance.NONE),
            new Kl(0, KlEstimator.K3, KlPlace.LOSS, Reference.NONE, 1),
            new AdvantageSettings(GroupAdvantages.GROUP_STD, Double.POSITIVE_INFINITY, false, 1),
            MaxTokensSchedule.constant(limit),
            new LogprobMismatch(Double.MAX_VALUE, Double.MAX_VALUE));
    return MiniBatch.of(settings, completions, advantages, limit);
  }
}
