package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import java.util.Optional;

/**
 * What the memory of a run depends on, beside its model.
 *
 * @param adapter what is trained; empty for all weights
 * @param rollouts what is sampled in a step; empty where nothing is
 * @param reference what the KL is measured from; needs rollouts
 * @param beside models that do not move, beside the trained one
 */
public record MemorySettings(
    Machine machine,
    Optional<PeftAdapter> adapter,
    Optional<Rollouts> rollouts,
    Reference reference,
    Lengths lengths,
    MicroBatches microBatches,
    Beside beside) {

  /**
   * Where it runs.
   *
   * @param cpu whether the device is the CPU
   * @param threads of the engine there
   * @param computeBytes of an element in the forward pass
   */
  public record Machine(boolean cpu, int threads, int computeBytes) {}

  /**
   * What a step samples.
   *
   * @param rows most sequences generated together
   * @param sequences of a step: prompts x groupSize
   * @param groupSize G
   */
  public record Rollouts(int rows, int sequences, int groupSize) {

    /** Sequences that are generated together. */
    public int together() {
      return Math.min(rows, sequences);
    }

    /** Their prompts, which a group shares. */
    long prompts() {
      return (together() + groupSize - 1L) / groupSize; // rounded up
    }
  }

  /** Of the longest sequence, in tokens. */
  public record Lengths(int prompt, int completion) {

    public int longest() {
      return prompt + completion;
    }
  }

  /**
   * How an update is cut.
   *
   * @param tokens positions of the micro-batches in work
   * @param least sequences that a micro-batch has at least: 1, or the 2 of a pair
   */
  public record MicroBatches(int tokens, int least, PassMemory memory) {}

  /** What rewards a policy. */
  public record Beside(Optional<Judge> judge, Optional<ModelConfig> scalar) {

    public static final Beside NOTHING = new Beside(Optional.empty(), Optional.empty());
  }

  /**
   * A judge that compares what is sampled.
   *
   * @param shared whether it is an adapter on the weights that are there already
   * @param judgements of a step
   */
  public record Judge(ModelConfig model, boolean shared, int judgements, Lengths lengths) {}

  /** The same with other sequences in a rollout. */
  MemorySettings withRows(int rows) {
    return new MemorySettings(
        machine,
        adapter,
        rollouts.map(r -> new Rollouts(rows, r.sequences(), r.groupSize())),
        reference,
        lengths,
        microBatches,
        beside);
  }

  /** The same with another limit of a completion and other micro-batches. */
  MemorySettings withTokens(int completion, int tokens) {
    return new MemorySettings(
        machine,
        adapter,
        rollouts,
        reference,
        new Lengths(lengths.prompt(), completion),
        new MicroBatches(tokens, microBatches.least(), microBatches.memory()),
        beside);
  }

  /** The same where nothing is sampled. */
  public MemorySettings withoutRollouts() {
    return new MemorySettings(
        machine, adapter, Optional.empty(), Reference.NONE, lengths, microBatches, Beside.NOTHING);
  }

  /** What the judge's own rollouts take, each prompt with one sample. */
  MemorySettings ofJudge() {
    Judge judge = beside.judge().orElseThrow();
    return new MemorySettings(
        machine,
        adapter,
        rollouts.map(r -> new Rollouts(r.rows(), judge.judgements(), 1)),
        Reference.NONE,
        judge.lengths(),
        microBatches,
        Beside.NOTHING);
  }

  /** Positions of the largest micro-batch: rows longer than the budget are one of their own. */
  public long positions() {
    return Math.max(microBatches.tokens(), (long) microBatches.least() * lengths.longest());
  }

  /** Completion tokens of that micro-batch, where all rows have their full length. */
  long completionTokens() {
    int longest = lengths.longest();
    return (positions() * lengths.completion() + longest - 1) / longest;
  }
}
