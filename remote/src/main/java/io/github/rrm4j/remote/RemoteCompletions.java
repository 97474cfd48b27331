package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Completions as the answers come in, whether they are waited for or not; closing breaks off the
 * calls that are still open.
 */
public final class RemoteCompletions implements Completions {

  private final ExecutorCompletionService<Completion> service;
  private final TokenListener listener;
  private final List<Future<Completion>> all = new ArrayList<>();
  private final Occupancy occupancy = new Occupancy();
  private final long start = System.nanoTime();
  private final AtomicLong last = new AtomicLong(start);
  private int taken;

  RemoteCompletions(Executor threads, TokenListener listener) {
    this.service = new ExecutorCompletionService<>(threads);
    this.listener = listener;
  }

  void submit(Callable<Completion> call) {
    all.add(
        service.submit(
            () -> {
              try {
                return call.call();
              } finally {
                last.accumulateAndGet(System.nanoTime(), Math::max);
              }
            }));
  }

  /** Whether all calls have ended, well or not. */
  public boolean done() {
    return all.stream().allMatch(Future::isDone);
  }

  /** Waits until all calls have ended, well or not; none is taken. */
  public void await() {
    for (Future<Completion> call : all) {
      try {
        call.get();
      } catch (InterruptedException e) {
        throw interrupted();
      } catch (ExecutionException | CancellationException e) {
        continue; // told to whoever takes it
      }
    }
  }

  @Override
  public OptionalDouble seconds() {
    return done() ? OptionalDouble.of((last.get() - start) / 1e9) : OptionalDouble.empty();
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
      return told(service.take().get());
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw known(e);
    }
  }

  /**
   * The next completion; empty where it stayed away.
   *
   * @param failed is told why
   */
  Optional<Completion> next(Consumer<String> failed) {
    try {
      return Optional.of(told(service.take().get()));
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof EngineFailure failure)) {
        throw known(e);
      }
      taken++;
      failed.accept(failure.getMessage());
      return Optional.empty();
    }
  }

  private Completion told(Completion completion) {
    taken++;
    for (int token : completion.rollout().sequence().completion()) {
      listener.token(completion.request(), completion.sample(), token);
    }
    return completion;
  }

  private static EngineFailure interrupted() {
    Thread.currentThread().interrupt();
    return new EngineFailure("the engine's answers: waiting for them was interrupted; run again");
  }

  private static RuntimeException known(ExecutionException e) {
    return e.getCause() instanceof InvalidInput known
        ? known
        : new IllegalStateException(e.getCause());
  }

  @Override
  public void close() {
    all.forEach(call -> call.cancel(true));
  }
}
