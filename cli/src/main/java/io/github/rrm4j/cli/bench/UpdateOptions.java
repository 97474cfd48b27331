package io.github.rrm4j.cli.bench;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemoryPlan;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** How an update is computed. */
final class UpdateOptions {

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
    return BenchWork.update(bench, tokens, memory());
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

  Measurement describe(Measurement line) {
    return line.with("micro_batch_tokens", tokens)
        .with("checkpoint_every", checkpointEvery)
        .with("lora_rank", loraRank);
  }
}
