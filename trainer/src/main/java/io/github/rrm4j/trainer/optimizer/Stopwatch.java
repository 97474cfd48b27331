package io.github.rrm4j.trainer.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Seconds between laps. On a GPU a lap is the time in which work was given to it, and not that in
 * which it was done, unless the watch waits for the device.
 */
public final class Stopwatch {

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Runnable settled;
  private long last = System.nanoTime();

  public Stopwatch() {
    this(() -> {});
  }

  /**
   * @param settled run before each lap: waits until the device has done what it was given
   */
  public Stopwatch(Runnable settled) {
    this.settled = settled;
  }

  /** Books the time since the last lap. */
  public void lap(String name) {
    settled.run();
    long now = System.nanoTime();
    seconds.merge(name, (now - last) / 1e9, Double::sum);
    last = now;
  }

  /** Books seconds that were measured elsewhere. */
  public void add(String name, double more) {
    seconds.merge(name, more, Double::sum);
  }

  public Map<String, Double> seconds() {
    return seconds;
  }
}
