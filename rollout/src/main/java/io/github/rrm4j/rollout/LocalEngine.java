package io.github.rrm4j.rollout;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.OutOfMemory;
import io.github.rrm4j.model.StepDecoder;
import io.github.rrm4j.model.TokenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws completions from a model in this process, many at a time, with continuous batching.
 *
 * <p>Source: Yu et al. 2022 (Orca), iteration-level scheduling. Differs: a cache row is as long as
 * the longest sequence so far, not paged. Samples of a prompt share its keys and values where
 * {@link LanguageModel#sharesPrompts(long, int)} says so, else each has a copy.
 */
public final class LocalEngine implements RolloutEngine {

  private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);

  /** With fewer, the weights would be read by several workers for little. */
  private static final int SLOTS_OF_A_WORKER = 8;

  /** Whether samples share their prompt, by the length of a prompt and their number. */
  interface Sharing {
    boolean of(long prompt, int samples);
  }

  private final LanguageModel model;
  private final IntPredicate ends;
  private final RolloutLimits limits;
  private final Sharing sharing;
  private final NDManager manager;
  private volatile int fitting = Integer.MAX_VALUE; // slots that memory was enough for

  /**
   * @param ends whether a token id ends a sequence
   * @param manager the parent of what lives during a rollout
   */
  public LocalEngine(
      LanguageModel model, IntPredicate ends, RolloutLimits limits, NDManager manager) {
    this(model, ends, limits, model::sharesPrompts, manager);
  }

  /**
   * @param sharing when samples share the keys and values of their prompt
   */
  LocalEngine(
      LanguageModel model,
      IntPredicate ends,
      RolloutLimits limits,
      Sharing sharing,
      NDManager manager) {
    this.model = model;
    this.ends = ends;
    this.limits = limits;
    this.sharing = sharing;
    this.manager = manager;
  }

  /** Without a limit of the cache's memory. */
  public LocalEngine(LanguageModel model, IntPredicate ends, int rows, NDManager manager) {
    this(model, ends, new RolloutLimits(rows), manager);
  }

  /**
   * {@inheritDoc} Every worker has its own requests and its own slots. If memory runs out, all
   * begin again with half of the slots, and later runs keep that number: what a sample draws
   * depends on its key alone, so it is the same but for rounding.
   *
   * @throws InvalidInput if a prompt and its completion may be longer than the model's positions,
   *     or the cache of a single one is larger than the limit, or the model gives no probabilities
   */
  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    Room room = room(requests, samples, sampling);
    int slots = room.slots();
    for (int halvings = 0; ; halvings++) {
      try {
        Outcome outcome = attempt(requests, samples, sampling, room.withSlots(slots));
        return new Outcome(outcome.groups(), outcome.occupancy().after(halvings));
      } catch (EngineException e) {
        if (!OutOfMemory.caused(e) || slots == 1) {
          throw e;
        }
        slots /= 2;
        fitting = slots;
        OutOfMemory.release(manager.getDevice());
        LOG.warn(
            "memory ran out with {} sequences at a time: the rollout begins again with {}; rollout.max_num_seqs sets it from the start",
            2 * slots,
            slots);
      }
    }
  }

  private Outcome attempt(List<Request> requests, int samples, Sampling sampling, Room room) {
    Groups groups = new Groups(requests.size(), samples);
    List<Row> rows = rows(requests, samples, sampling);
    int most = Math.max(1, Math.min(requests.size(), room.slots() / SLOTS_OF_A_WORKER));
    int workers = Math.min(model.workers().count(), most);
    try (NDManager own = manager.newSubManager()) {
      TokenSampler sampler = model.sampler(own);
      List<Occupancy> used =
          model
              .workers()
              .run(
                  workers,
                  worker -> {
                    List<Row> its =
                        rows.stream().filter(row -> row.request % workers == worker).toList();
                    NDManager scope = own.newSubManager();
                    try (Completions completions =
                        new LocalCompletions(
                            its,
                            room.of(workers, its.size(), longest(its, sampling)),
                            sampler,
                            ends,
                            sampling,
                            TokenListener.NONE,
                            limits,
                            scope)) {
                      groups.take(completions);
                      return completions.occupancy();
                    }
                  });
      return new Outcome(groups.all(), Occupancy.of(used));
    }
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    List<Row> rows = rows(requests, samples, sampling);
    Room room = room(requests, samples, sampling);
    NDManager own = manager.newSubManager();
    try {
      return new LocalCompletions(
          rows, room, model.sampler(own), ends, sampling, listener, limits, own);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Positions that the longest prompt and a completion take. */
  private static int longest(List<Row> rows, Sampling sampling) {
    int longest = rows.stream().mapToInt(row -> row.prompt.length).max().orElse(0);
    return longest + sampling.maxNewTokens();
  }

  /**
   * {@inheritDoc} As many samples are worked on together as the limits allow. If memory runs out,
   * {@link OpenBatch#work} throws, and the next batch has half of the slots. Each sample has a copy
   * of its prompt: it is not known how many could share one.
   */
  @Override
  public OpenBatch open(Sampling sampling, TokenListener listener) {
    int longest = model.config().maxPositions();
    long each = longest * KvCache.bytesPerToken(model.config(), model.computeBytes());
    long fit = Math.max(1, limits.cacheBytes() / each);
    int slots = (int) Math.min(Math.min(fit, fitting), limits.rows());
    Room room = Room.ofCopies(slots, longest);
    NDManager own = manager.newSubManager();
    try {
      LocalCompletions completions =
          new LocalCompletions(
              List.of(), room, model.sampler(own), ends, sampling, listener, limits, own);
      return new LocalBatch(completions, sampling, slots, this::ranOut);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private void ranOut(EngineException e, int slots) {
    if (OutOfMemory.caused(e)) {
      fitting = Math.max(1, slots / 2);
      OutOfMemory.release(manager.getDevice());
      LOG.warn(
          "memory ran out with {} sequences at a time: what was being drawn is lost, from now on there are at most {}; --max-num-seqs sets it from the start",
          slots,
          fitting);
    }
  }

  private static List<Row> rows(List<Request> requests, int samples, Sampling sampling) {
    List<Row> rows = new ArrayList<>();
    for (int request = 0; request < requests.size(); request++) {
      for (int sample = 0; sample < samples; sample++) {
        rows.add(new Row(requests.get(request), request, sample, sampling));
      }
    }
    return rows;
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return model.config().maxPositions() - sampling.maxNewTokens();
  }

  private Room room(List<Request> requests, int samples, Sampling sampling) {
    int longest = requests.stream().mapToInt(r -> r.prompt().length).max().orElse(0);
    int time = longest + sampling.maxNewTokens();
    if (time > model.config().maxPositions()) {
      throw InvalidInput.of(
          "rollout: the longest prompt and %d new tokens take %d positions, the model has %d; lower rollout.max_new_tokens or data.max_prompt_tokens",
          sampling.maxNewTokens(), time, model.config().maxPositions());
    }
    int held = model.fixedSteps() ? StepDecoder.room(time) : time;
    long perToken = KvCache.bytesPerToken(model.config(), model.computeBytes());
    long fit = limits.cacheBytes() / (held * perToken);
    if (fit == 0) {
      throw InvalidInput.of(
          "rollout: the keys and values of one sequence of %d positions take %d bytes, the limit is %d; raise rollout.cache_memory or lower rollout.max_new_tokens",
          time, held * perToken, limits.cacheBytes());
    }
    int most = Math.min(Math.min(limits.rows(), fitting), Math.max(1, requests.size() * samples));
    long tokens = requests.stream().mapToLong(r -> r.prompt().length).sum();
    return sharing.of(tokens / Math.max(1, requests.size()), samples)
        ? Room.ofShared(most, time, sampling.maxNewTokens())
            .within(limits.cacheBytes(), samples, perToken)
        : Room.ofCopies((int) Math.min(fit, most), time);
  }
}
