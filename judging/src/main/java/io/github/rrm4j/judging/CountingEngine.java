package io.github.rrm4j.judging;

import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * An engine that counts what it draws for each thread. What is asked for together is drawn as it
 * would be alone: threads take turns, so that a batch has the rows of one of them.
 */
final class CountingEngine implements RolloutEngine {

  private final RolloutEngine engine;
  private final Object turn;

  /**
   * @param turn what threads wait for; null where they need not
   */
  CountingEngine(RolloutEngine engine, Object turn) {
    this.engine = engine;
    this.turn = turn;
  }

  private Attempts counted(List<Request> requests, Supplier<Attempts> drawing) {
    if (turn == null) {
      return timed(requests, drawing);
    }
    synchronized (turn) {
      return timed(requests, drawing);
    }
  }

  private static Attempts timed(List<Request> requests, Supplier<Attempts> drawing) {
    long start = System.nanoTime();
    Attempts attempts = drawing.get();
    GenerationCounts.add(requests, attempts, System.nanoTime() - start);
    return attempts;
  }

  @Override
  public Attempts attempt(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    return counted(requests, () -> engine.attempt(requests, samples, sampling, listener));
  }

  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    Outcome[] outcome = new Outcome[1];
    counted(
        requests,
        () -> {
          outcome[0] = engine.run(requests, samples, sampling);
          return whole(outcome[0].groups());
        });
    return outcome[0];
  }

  @Override
  public List<List<Rollout>> generate(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    Attempts attempts =
        counted(requests, () -> whole(engine.generate(requests, samples, sampling, listener)));
    return attempts.groups().stream()
        .map(group -> group.stream().map(Optional::orElseThrow).toList())
        .toList();
  }

  private static Attempts whole(List<List<Rollout>> groups) {
    return new Attempts(
        groups.stream().map(group -> group.stream().map(Optional::of).toList()).toList(),
        List.of());
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    throw new UnsupportedOperationException(
        "a model that is shared gives completions together, not as they finish");
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return engine.longestPrompt(sampling);
  }

  @Override
  public SortedMap<String, Long> counts() {
    return engine.counts();
  }
}
