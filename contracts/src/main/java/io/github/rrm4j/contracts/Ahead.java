package io.github.rrm4j.contracts;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A value that another thread works out while this one does something else.
 *
 * @param <T> the value
 */
public final class Ahead<T> {

  private final FutureTask<T> task;

  private Ahead(Callable<T> work) {
    this.task = new FutureTask<>(work);
  }

  /**
   * Begins at once.
   *
   * @param thread its name
   */
  public static <T> Ahead<T> of(String thread, Callable<T> work) {
    Ahead<T> ahead = new Ahead<>(work);
    Thread worker = new Thread(ahead.task, thread);
    worker.setDaemon(true); // what nobody waits for any more does not keep the process
    worker.start();
    return ahead;
  }

  /**
   * Waits for the value.
   *
   * @throws RuntimeException what the work threw, as it threw it
   * @throws IllegalStateException if this thread is interrupted, or the work threw a checked
   *     exception
   */
  public T get() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for another thread", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
