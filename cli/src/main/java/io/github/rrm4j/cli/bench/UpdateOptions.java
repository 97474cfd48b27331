package io.github.rrm4j.cli.bench;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
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
import io.github.rrm4j.trainer.memory.MemoryPlan;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
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
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** How an update is computed. */
final class UpdateOptions {

  private static final OptimizerSettings ADAMW =
      new OptimizerSettings(1e-5, Schedule.CONSTANT, 0, 1, 0.9, 0.999, 1e-8, 0, 1);

  @Option(
      names = "--tokens",
      defaultValue = "3072",
      description = "Positions of a micro-batch (${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--checkpoint-every",
      defaultValue = "0",
      description = "update.activation_checkpoint_interval (${DEFAULT-VALUE}).")
  private int checkpointEvery;

  @Option(
      names = "--logits-mib",
      defaultValue = "256",
      description = "update.logits_memory, in MiB (${DEFAULT-VALUE}).")
  private long logitsMib;

  @Option(
      names = "--lora",
      paramLabel = "RANK",
      defaultValue = "0",
      description = "Trains an adapter on all linear maps instead of all weights.")
  int loraRank;

  TokenUpdate open(BenchModel bench) {
    return new TokenUpdate(
        new OptimizerStep(
            bench.model,
            new AdamW(bench.model.trainable(), ADAMW, bench.manager),
            ADAMW.maxGradNorm(),
            tokens,
            bench.manager),
        memory());
  }

  /** Log-probs of completions, micro-batch by micro-batch, as a reference gives them. */
  void logprobs(BenchModel bench, List<List<Rollout>> groups) {
    List<TokenSequence> rows =
        groups.stream().flatMap(List::stream).map(Rollout::sequence).toList();
    int[] all = IntStream.range(0, rows.size()).toArray();
    for (int[] batch : MicroBatches.of(rows, all, tokens).batches()) {
      try (NDManager scope = bench.manager.newSubManager()) {
        List<TokenSequence> some = Arrays.stream(batch).mapToObj(rows::get).toList();
        bench.model.logprobs(scope, some, 1, memory()).values().toFloatArray();
      }
    }
  }

  /** MiB that {@code ./rrm plan} would say, of an update alone or with rollouts before it. */
  long plannedMib(
      BenchOptions options,
      BenchModel.Types types,
      ModelConfig model,
      int rows,
      int group,
      int promptTokens) {
    MemorySettings settings =
        new MemorySettings(
            new Machine(options.onCpu(), options.threads, types.compute().getNumOfBytes()),
            loraRank == 0 ? Optional.empty() : Optional.of(BenchModel.adapter(loraRank)),
            group > 0 ? Optional.of(new Rollouts(rows, rows, group)) : Optional.empty(),
            Reference.NONE,
            new Lengths(promptTokens, model.maxPositions() - promptTokens),
            new MemorySettings.MicroBatches(
                Math.min(tokens, rows * model.maxPositions()), 1, memory()),
            Beside.NOTHING);
    return MemoryPlan.of(model, settings).peak().total() >> 20;
  }

  private PassMemory memory() {
    return new PassMemory(logitsMib << 20, checkpointEvery);
  }

  /** Completions with the clipped loss, its mean over all tokens, without a KL penalty. */
  static MiniBatch batch(List<Rollout> completions, double[] advantages) {
    int limit = completions.stream().mapToInt(one -> one.logprobs().length).max().orElse(1);
    GrpoSettings settings =
        new GrpoSettings(
            new Batch(1, 1, 2, 1, false, Refill.NONE),
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

  Measurement describe(Measurement line) {
    return line.with("micro_batch_tokens", tokens)
        .with("checkpoint_every", checkpointEvery)
        .with("lora_rank", loraRank);
  }
}
