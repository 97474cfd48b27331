package io.github.rrm4j.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs works at the sizes of an axis, from the smallest on: the engine keeps memory that it once
 * took.
 */
final class GrowthRuns {

  /** Something whose cost is measured. */
  interface Work {
    void run() throws IOException;
  }

  /** The works of one size by name, in the order in which they run. */
  interface AtSize extends AutoCloseable {
    Map<String, Work> works() throws IOException;

    @Override
    void close();
  }

  /** Makes what the works of a size need; that is not measured. */
  interface Opening {
    AtSize open(int size) throws IOException;
  }

  private final GrowthOf of;
  private final int reps;
  private final Consumer<GrowthPoint> told;

  /**
   * @param reps runs of each work at each size, after one that is not counted
   * @param told gets each point when it is known
   */
  GrowthRuns(GrowthOf of, int reps, Consumer<GrowthPoint> told) {
    this.of = of;
    this.reps = reps;
    this.told = told;
  }

  void run(Opening opening) throws IOException {
    Measurement.forgetPeak();
    long before = Measurement.peakMib().orElse(0);
    for (int size : of.sizes()) {
      try (AtSize at = opening.open(size)) {
        for (Map.Entry<String, Work> work : new LinkedHashMap<>(at.works()).entrySet()) {
          List<Double> seconds = new ArrayList<>();
          Measurement.forgetPeak();
          for (int rep = 0; rep <= reps; rep++) {
            long start = System.nanoTime();
            work.getValue().run();
            if (rep > 0) {
              seconds.add((System.nanoTime() - start) / 1e9);
            }
          }
          long peak = Measurement.peakMib().orElse(0) - before;
          seconds.forEach(s -> told.accept(new GrowthPoint(of, work.getKey(), size, s, peak)));
        }
      }
    }
  }
}
