package io.github.rrm4j.trainer.served;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Stops servers when this process ends. Where its end was asked for and the work first takes its
 * step to the end and saves, the servers are left to it until it closes this.
 */
final class ShutdownStop implements AutoCloseable {

  private static final int POLLS = 20;
  private static final int POLL_MILLIS = 100;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final BooleanSupplier stopAsked;
  private final List<ServerProcess> servers;
  private final Thread hook = new Thread(this::stop, "server-stop");

  ShutdownStop(BooleanSupplier stopAsked, List<ServerProcess> servers) {
    this.stopAsked = stopAsked;
    this.servers = servers;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    try {
      for (int i = 0; i < POLLS && closed.getCount() > 0; i++) {
        if (stopAsked.getAsBoolean()) {
          closed.await();
        }
        if (closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    servers.forEach(ServerProcess::stop);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return; // the hook runs, and sees that this is closed
    }
  }
}
