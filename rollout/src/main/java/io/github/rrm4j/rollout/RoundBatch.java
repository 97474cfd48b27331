package io.github.rrm4j.rollout;

import io.github.rrm4j.rollout.Completions.Completion;
import java.util.ArrayList;
import java.util.List;

/**
 * An open batch of an engine that knows no other way: one request after the other, its samples
 * together.
 */
final class RoundBatch implements OpenBatch {

  private record Added(int number, Request request, int samples, Sampling sampling) {}

  private final RolloutEngine engine;
  private final TokenListener listener;
  private final Sampling sampling;
  private final List<Added> added = new ArrayList<>();

  RoundBatch(RolloutEngine engine, Sampling sampling, TokenListener listener) {
    this.engine = engine;
    this.sampling = sampling;
    this.listener = listener;
  }

  @Override
  public boolean takes(Sampling other) {
    return sampling.equals(other);
  }

  @Override
  public int free() {
    return added.isEmpty() ? 1 : 0;
  }

  @Override
  public int open() {
    return added.stream().mapToInt(Added::samples).sum();
  }

  @Override
  public void add(int number, Request request, int samples, Sampling how) {
    added.add(new Added(number, request, samples, how));
  }

  @Override
  public void cancel(int number) {
    added.removeIf(one -> one.number() == number);
  }

  @Override
  public List<Completion> work() {
    List<Completion> ended = new ArrayList<>();
    if (!added.isEmpty()) {
      Added one = added.remove(0);
      TokenListener heard =
          listener == TokenListener.NONE
              ? listener
              : (request, sample, token) -> listener.token(one.number(), sample, token);
      List<Rollout> samples =
          engine.generate(List.of(one.request()), one.samples(), one.sampling(), heard).get(0);
      for (int s = 0; s < samples.size(); s++) {
        ended.add(new Completion(one.number(), s, samples.get(s)));
      }
    }
    return ended;
  }

  @Override
  public void close() {
    added.clear();
  }
}
