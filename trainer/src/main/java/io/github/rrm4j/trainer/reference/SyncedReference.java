package io.github.rrm4j.trainer.reference;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.stage.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The policy as it was at the last multiple of some steps.
 *
 * <p>Source: Liu et al. 2025, "ProRL", arXiv 2505.24864 (reference policy resets).
 *
 * <p>Each copy is kept in the run's folder, so that a run that is resumed between two of them is
 * held to the same one; it is deleted when no checkpoint is left that needs it.
 */
public final class SyncedReference implements ReferencePolicy {

  /**
   * What is copied.
   *
   * @param run the run's folder, in which the copies are kept
   * @param config the config.json of the policy
   */
  public record Source(LanguageModel policy, Path run, Path config) {}

  private final LanguageModel policy;
  private final Path run;
  private final Path config;
  private final int every;
  private final int tokenBudget;
  private final PassMemory memory;
  private final NDManager manager;
  private NDManager own;
  private RowLogprobs current;
  private long syncedAt = -1;

  /**
   * @param every steps between two copies
   */
  public SyncedReference(
      Source source, int every, int tokenBudget, PassMemory memory, NDManager manager) {
    this.policy = source.policy();
    this.run = source.run();
    this.config = source.config();
    this.every = every;
    this.tokenBudget = tokenBudget;
    this.memory = memory;
    this.manager = manager;
  }

  @Override
  public float[][] logprobs(long step, List<TokenSequence> rows, double temperature) {
    long due = step / every * every;
    if (due != syncedAt) {
      try {
        take(due, step == due);
      } catch (IOException e) {
        throw new UncheckedIOException("the reference of step " + due + " cannot be kept", e);
      }
    }
    return current.of(rows, temperature);
  }

  /**
   * @param now whether the policy is at that step, and so what is to be copied
   */
  private void take(long due, boolean now) throws IOException {
    if (own != null) {
      own.close();
    }
    own = manager.newSubManager();
    PolicyCopy copy = new PolicyCopy(folder(due));
    LanguageModel model = now ? copy.take(policy, config, own) : copy.read(policy, own);
    if (now) {
      forget(due);
    }
    current = new RowLogprobs(model, tokenBudget, memory, own);
    syncedAt = due;
  }

  private Path folder(long step) {
    return run.resolve("reference").resolve(Text.format("step-%06d", step));
  }

  /** Deletes the copies from which no checkpoint would resume. */
  private void forget(long newest) throws IOException {
    Set<Path> needed = new HashSet<>(Set.of(folder(newest)));
    for (Path checkpoint : children(run.resolve("checkpoints"))) {
      if (Files.isRegularFile(checkpoint.resolve(RunState.FILE))) {
        needed.add(folder(RunState.read(checkpoint).stageStep() / every * every));
      }
    }
    for (Path copy : children(run.resolve("reference"))) {
      if (Files.isDirectory(copy) && !needed.contains(copy)) {
        for (Path file : children(copy)) {
          Files.delete(file);
        }
        Files.delete(copy);
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
