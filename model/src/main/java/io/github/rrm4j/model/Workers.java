package io.github.rrm4j.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * Threads that work side by side, each with its share of the engine's threads.
 *
 * <p>An operator on the tensors of a small model is done before the other cores have woken up to
 * help with it. So such a model is not run by one caller on all cores, but by several, each on its
 * own part of the rows. What a worker does depends on its number alone, so results repeat.
 */
public final class Workers implements AutoCloseable {

  private final List<ExecutorService> threads = new ArrayList<>();

  private Workers() {}

  /** The calling thread alone, with all threads of the engine. */
  static Workers one() {
    return new Workers();
  }

  /** As many workers as the engine has threads, which may be one. */
  static Workers forEachThread() {
    Workers workers = new Workers();
    Engine.getEngine("PyTorch");
    int all = JniUtils.getNumThreads();
    if (all > 1) {
      for (int worker = 0; worker < all; worker++) {
        String name = "worker-" + worker;
        workers.threads.add(
            Executors.newSingleThreadExecutor(
                task -> {
                  Thread thread = new Thread(task, name);
                  thread.setDaemon(true);
                  return thread;
                }));
      }
      workers.run(
          all,
          worker -> {
            JniUtils.setNumThreads(1); // of operators that this thread calls
            return JniUtils.getNumThreads(); // takes it over, else the first operator would
          });
      JniUtils.setNumThreads(all); // of the caller's, and of threads to come
    }
    return workers;
  }

  /** How many can work side by side. */
  public int count() {
    return Math.max(1, threads.size());
  }

  /**
   * Runs a task for each of some workers, and waits until all have ended.
   *
   * @param workers at most {@link #count()}; one is the calling thread
   * @param task is given the number of its worker
   * @return the results by worker
   * @throws RuntimeException that of the first worker that failed
   */
  public <T> List<T> run(int workers, IntFunction<T> task) {
    if (workers == 1) {
      return List.of(task.apply(0));
    }
    List<CompletableFuture<T>> running = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int number = worker;
      running.add(CompletableFuture.supplyAsync(() -> task.apply(number), threads.get(worker)));
    }
    return results(running);
  }

  /**
   * Waits until all tasks have ended.
   *
   * @return their results, in order
   * @throws RuntimeException that of the first one that failed
   */
  public static <T> List<T> results(List<CompletableFuture<T>> running) {
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).handle((r, e) -> r).join();
    List<T> results = new ArrayList<>();
    for (CompletableFuture<T> future : running) {
      try {
        results.add(future.join());
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }
    return results;
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
  }
}
