package io.github.rrm4j.trainer.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds between laps. */
public final class Stopwatch {

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** Books the time since the last lap. */
  public void lap(String name) {
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
