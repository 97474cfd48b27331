package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rollout.Completions.Completion;
import io.github.rrm4j.rollout.OpenBatch;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An open batch of calls of servers: whatever their sampling, each call is one of its own. */
final class RemoteBatch implements OpenBatch {

  private static final long PATIENCE_MILLIS = 50;

  /** Draws a sample. */
  interface Draw {
    Rollout of(Request request, int sample, Sampling sampling) throws InterruptedException;
  }

  private final ExecutorCompletionService<Completion> service;
  private final int width;
  private final Draw draw;
  private final TokenListener listener;
  private final Map<Future<Completion>, Integer> calls = new HashMap<>();

  /**
   * @param width most calls at a time
   */
  RemoteBatch(Executor threads, int width, Draw draw, TokenListener listener) {
    this.service = new ExecutorCompletionService<>(threads);
    this.width = width;
    this.draw = draw;
    this.listener = listener;
  }

  @Override
  public boolean takes(Sampling sampling) {
    return true;
  }

  @Override
  public int free() {
    return Math.max(0, width - calls.size());
  }

  @Override
  public int open() {
    return calls.size();
  }

  @Override
  public void add(int number, Request request, int samples, Sampling sampling) {
    for (int s = 0; s < samples; s++) {
      int sample = s;
      calls.put(
          service.submit(() -> new Completion(number, sample, draw.of(request, sample, sampling))),
          number);
    }
  }

  @Override
  public void cancel(int number) {
    calls.entrySet().stream()
        .filter(call -> call.getValue() == number)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(
            call -> {
              calls.remove(call);
              call.cancel(true);
            });
  }

  /** {@inheritDoc} Waits a little where no answer is there. */
  @Override
  public List<Completion> work() {
    List<Completion> ended = new ArrayList<>();
    try {
      Future<Completion> call = service.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      for (; call != null; call = service.poll()) {
        Integer number = calls.remove(call);
        if (number != null) { // one that was not given up
          ended.add(taken(call, number));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFailure("the engine's answers: waiting for them was interrupted; run again");
    }
    return ended;
  }

  private Completion taken(Future<Completion> call, int number) throws InterruptedException {
    try {
      Completion completion = call.get();
      for (int token : completion.rollout().sequence().completion()) {
        listener.token(number, completion.sample(), token);
      }
      return completion;
    } catch (ExecutionException e) {
      throw new RequestFailed(
          number,
          e.getCause() instanceof InvalidInput known
              ? known
              : new IllegalStateException(e.getCause()));
    } catch (CancellationException e) {
      throw new RequestFailed(number, e);
    }
  }

  @Override
  public void close() {
    calls.keySet().forEach(call -> call.cancel(true));
    calls.clear();
  }
}
