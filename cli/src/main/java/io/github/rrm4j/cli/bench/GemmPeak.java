package io.github.rrm4j.cli.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.model.MatrixProduct;

/** The fastest fp32 product of two 2048 x 2048 matrices that this process can do. */
final class GemmPeak {

  private static final int N = 2048;
  private static final int RUNS = 6;

  private GemmPeak() {}

  /** GFLOP/s, the best of several runs. */
  static double measure(NDManager parent) {
    double best = Double.MAX_VALUE;
    try (NDManager manager = parent.newSubManager();
        MatrixProduct product = new MatrixProduct(manager.getDevice())) {
      NDArray a = manager.randomNormal(new Shape(N, N));
      NDArray b = manager.randomNormal(new Shape(N, N));
      for (int run = 0; run < RUNS; run++) {
        long start = System.nanoTime();
        try (NDArray c = product.of(a, b)) {
          c.getFloat(0, 0); // waits for a GPU
        }
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
    }
    return 2.0 * N * N * N / best / 1e9;
  }
}
