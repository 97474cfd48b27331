package io.github.rrm4j.experiments.benchmark;

import java.io.IOException;
import java.util.List;

/** Has slices of lines worked on in other processes. */
@FunctionalInterface
public interface LineSlices {

  /**
   * Works on slices, and hands over the lines that each was made into, in their order, as soon as
   * those before it are there.
   */
  void work(List<List<byte[]>> slices, Made made) throws IOException;

  /** Takes the lines that a slice was made into. */
  @FunctionalInterface
  interface Made {
    void take(List<byte[]> lines) throws IOException;
  }
}
