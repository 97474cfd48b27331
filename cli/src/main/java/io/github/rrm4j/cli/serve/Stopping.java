package io.github.rrm4j.cli.serve;

import java.util.concurrent.CountDownLatch;

/** The end of a server's command: SIGTERM or Ctrl-C. */
final class Stopping {

  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param stop what ends the server
   */
  Stopping(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.run();
                  stopped.countDown();
                },
                "stop-server"));
  }

  /** Waits until the server has ended. */
  void await() throws InterruptedException {
    stopped.await();
  }
}
