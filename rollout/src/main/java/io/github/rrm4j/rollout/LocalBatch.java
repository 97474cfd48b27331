package io.github.rrm4j.rollout;

import ai.djl.engine.EngineException;
import io.github.rrm4j.rollout.Completions.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** An open batch of a model in this process: requests get slots that others have left. */
final class LocalBatch implements OpenBatch {

  private final LocalCompletions completions;
  private final Sampling sampling;
  private final int slots;
  private final ObjIntConsumer<EngineException> failure;
  private boolean closed;

  /**
   * @param completions without samples; closed with this
   * @param slots most samples that are worked on together
   * @param failure is told what the engine throws, and the number of slots
   */
  LocalBatch(
      LocalCompletions completions,
      Sampling sampling,
      int slots,
      ObjIntConsumer<EngineException> failure) {
    this.completions = completions;
    this.sampling = sampling;
    this.slots = slots;
    this.failure = failure;
  }

  /** One operator draws for all rows, so that they share a temperature; limits are each row's. */
  @Override
  public boolean takes(Sampling other) {
    return other.shaping().equals(sampling.shaping())
        && other.budget().isPresent() == sampling.budget().isPresent();
  }

  @Override
  public int free() {
    return Math.max(0, slots - completions.open());
  }

  @Override
  public int open() {
    return completions.open();
  }

  @Override
  public void add(int number, Request request, int samples, Sampling how) {
    List<Row> rows = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      rows.add(new Row(request, number, sample, how));
    }
    completions.add(rows);
  }

  @Override
  public void cancel(int number) {
    completions.cancel(number);
  }

  @Override
  public List<Completion> work() {
    try {
      if (completions.open() > 0) {
        completions.advance();
      }
    } catch (EngineException e) {
      close(); // its memory may be what is missing
      failure.accept(e, slots);
      throw e;
    }
    List<Completion> ended = new ArrayList<>();
    while (completions.ready()) {
      ended.add(completions.next());
    }
    return ended;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      completions.close();
    }
  }
}
