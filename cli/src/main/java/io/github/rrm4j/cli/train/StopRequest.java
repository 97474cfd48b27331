package io.github.rrm4j.cli.train;

import java.util.concurrent.CountDownLatch;

/**
 * Turns SIGTERM and Ctrl-C into a request to stop between two steps: the JVM waits until the work
 * has saved and closed this.
 */
public final class StopRequest implements AutoCloseable {

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "stop-request");
  private volatile boolean asked;

  public StopRequest() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void ask() {
    asked = true;
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    closed.countDown();
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        asked = true;
      }
    }
  }
}
