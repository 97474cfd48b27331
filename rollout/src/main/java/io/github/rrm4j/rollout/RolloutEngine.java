package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Draws completions of prompts: tokens in, tokens out. {@link LocalEngine} does it in this process,
 * {@link ReplicatedEngine} on several devices.
 *
 * <pre>
 *   try (Completions completions = engine.stream(requests, 8, sampling)) {
 *     while (completions.hasNext()) {
 *       Completion completion = completions.next();   // in the order in which they finish
 *     }
 *   }                                                 // may be left early: nothing is kept
 * </pre>
 */
public interface RolloutEngine extends AutoCloseable {

  /**
   * All completions and how well the engine's slots were used.
   *
   * @param groups for each request its samples, in order
   */
  record Outcome(List<List<Rollout>> groups, Occupancy occupancy) {}

  /**
   * All completions at once, in whatever way is the fastest.
   *
   * @param requests the prompts
   * @param samples G, completions of each prompt
   * @throws InvalidInput if a prompt and its completion may be longer than the model's positions,
   *     or what is asked for cannot be drawn
   */
  Outcome run(List<Request> requests, int samples, Sampling sampling);

  /**
   * Completions as they finish, with each token told as it comes, forced ones too.
   *
   * @param samples G, completions of each prompt
   * @throws InvalidInput as {@link #run}
   */
  Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener);

  /**
   * A batch into which requests come while others are being drawn; {@link SharedEngine} is what
   * several callers use. This one draws what was added so far, then what was added meanwhile.
   *
   * @param sampling of the first request
   * @param listener is told each token as it comes, with the number of its request
   */
  default OpenBatch open(Sampling sampling, TokenListener listener) {
    return new RoundBatch(this, sampling, listener);
  }

  /** The most tokens that a prompt may have. */
  int longestPrompt(Sampling sampling);

  /**
   * The weights of the model have changed: what is drawn from now on is drawn with the new ones.
   */
  default void weightsChanged() {}

  /**
   * Brings weights that have changed to where completions are drawn, if that is elsewhere; asking
   * for completions does it otherwise.
   *
   * @return seconds that it took, without those in which completions were waited for; 0 if there
   *     was nothing to bring
   */
  default double prepare() {
    return 0;
  }

  /**
   * How often what happened since the engine was opened, where completions are asked for over a
   * network: {@code calls}, {@code failed: ...} by reason, which were made again.
   */
  default SortedMap<String, Long> counts() {
    return new TreeMap<>();
  }

  /** Gives back what the engine holds; the model stays open. */
  @Override
  default void close() {}

  /** Completions as they finish. */
  default Completions stream(List<Request> requests, int samples, Sampling sampling) {
    return stream(requests, samples, sampling, TokenListener.NONE);
  }

  /**
   * All completions.
   *
   * @return for each request its samples, in order
   * @throws InvalidInput as {@link #run}
   */
  default List<List<Rollout>> generate(List<Request> requests, int samples, Sampling sampling) {
    return run(requests, samples, sampling).groups();
  }

  /** All completions, with each token told as it comes, forced ones too. */
  default List<List<Rollout>> generate(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    Groups groups = new Groups(requests.size(), samples);
    try (Completions completions = stream(requests, samples, sampling, listener)) {
      groups.take(completions);
    }
    return groups.all();
  }

  /**
   * Completions, some of which may be missing.
   *
   * @param groups for each request its samples, in order; empty where there is none
   * @param failed why one is missing, one line for each
   */
  record Attempts(List<List<Optional<Rollout>>> groups, List<String> failed) {}

  /**
   * Completions without those that could not be drawn. An engine in this process draws all or
   * fails; one that asks servers may be left without some answers.
   *
   * @throws InvalidInput as {@link #run}
   */
  default Attempts attempt(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    return new Attempts(
        generate(requests, samples, sampling, listener).stream()
            .map(group -> group.stream().map(Optional::of).toList())
            .toList(),
        List.of());
  }

  /** Completions in the order of their prompts, in whatever order they finish. */
  final class Groups {

    private final Rollout[][] groups;

    /** None yet. */
    public Groups(int requests, int samples) {
      this.groups = new Rollout[requests][samples];
    }

    /** Takes what is left of some completions; several threads may, each with other samples. */
    public void take(Completions completions) {
      while (completions.hasNext()) {
        Completions.Completion completion = completions.next();
        groups[completion.request()][completion.sample()] = completion.rollout();
      }
    }

    /** For each request its samples, in order. */
    public List<List<Rollout>> all() {
      List<List<Rollout>> all = new ArrayList<>();
      for (Rollout[] group : groups) {
        all.add(List.of(group));
      }
      return all;
    }
  }
}
