package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;

/** Completions as the answers come in; closing breaks off the calls that are still open. */
final class RemoteCompletions implements Completions {

  private final ExecutorCompletionService<Completion> service;
  private final TokenListener listener;
  private final List<Future<Completion>> all = new ArrayList<>();
  private final Occupancy occupancy = new Occupancy();
  private int taken;

  RemoteCompletions(Executor threads, TokenListener listener) {
    this.service = new ExecutorCompletionService<>(threads);
    this.listener = listener;
  }

  void submit(Callable<Completion> call) {
    all.add(service.submit(call));
  }

  /** Nothing is known of the servers' slots. */
  @Override
  public Occupancy occupancy() {
    return occupancy;
  }

  @Override
  public boolean hasNext() {
    return taken < all.size();
  }

  @Override
  public Completion next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all completions were taken");
    }
    try {
      Completion completion = service.take().get();
      taken++;
      for (int token : completion.rollout().sequence().completion()) {
        listener.token(completion.request(), completion.sample(), token);
      }
      return completion;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFailure("the engine's answers: waiting for them was interrupted; run again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidInput known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    all.forEach(call -> call.cancel(true));
  }
}
