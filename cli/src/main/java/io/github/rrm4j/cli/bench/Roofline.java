package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.ScriptModule;
import java.util.List;
import java.util.Map;

/**
 * What a device did at best in this process: the fastest product of two square matrices, and the
 * fastest copy. What is measured of a model is told as a share of these.
 *
 * <p>Source: Williams et al. 2009, "Roofline: an insightful visual performance model".
 *
 * @param flops operations a second of a product in the type of the forward pass
 * @param bandwidth bytes a second that a copy reads and writes, together
 */
public record Roofline(double flops, double bandwidth) {

  private static final int RUNS = 6;
  private static final int CPU_SIZE = 2048;

  /** Many processors have no instructions for bf16, and take seconds for a larger product. */
  private static final int CPU_BF16_SIZE = 1024;

  private static final int GPU_SIZE = 8192;

  /** A copy on a GPU is of this many rows, on a CPU of an eighth of them; the rows have 16 KiB. */
  private static final int COPIED_ROWS = 65_536;

  private static final int COPIED_COLUMNS = 4096;
  private static final int FP32 = 6;
  private static final int BF16 = 15;

  /**
   * Measures a device.
   *
   * @param bf16 whether the products are in bf16, or in fp32
   */
  public static Roofline measure(Device device, boolean bf16) {
    return new Roofline(flops(device, bf16), bandwidth(device));
  }

  /** Operations a second of the fastest of some products. */
  public static double flops(Device device, boolean bf16) {
    int size = device.isGpu() ? GPU_SIZE : bf16 ? CPU_BF16_SIZE : CPU_SIZE;
    int times = device.isGpu() ? 4 : 1;
    try (ScriptModule module = module(device, bf16);
        NDManager scope = module.manager().newSubManager()) {
      NDArray x = normal(module, scope, size, size, bf16);
      NDArray weight = normal(module, scope, size, size, bf16);
      NDArray count = scope.create((long) times);
      return 2.0 * size * size * size * times / best(module, "products", x, weight, count);
    }
  }

  /** Bytes a second of the fastest of some copies. */
  static double bandwidth(Device device) {
    int rows = device.isGpu() ? COPIED_ROWS : COPIED_ROWS / 8;
    try (ScriptModule module = module(device, false);
        NDManager scope = module.manager().newSubManager()) {
      NDArray x = normal(module, scope, rows, COPIED_COLUMNS, false);
      NDArray into = normal(module, scope, rows, COPIED_COLUMNS, false);
      NDArray count = scope.create(4L);
      double bytes = 4 * 2.0 * Float.BYTES * rows * COPIED_COLUMNS;
      return bytes / best(module, "copies", x, into, count);
    }
  }

  private static ScriptModule module(Device device, boolean bf16) {
    return new ScriptModule(
        Roofline.class,
        "Roofline",
        List.of("roofline.torchscript"),
        Map.of("onednn", device.isGpu() || bf16 ? 0 : 1),
        device);
  }

  private static NDArray normal(
      ScriptModule module, NDManager scope, long rows, long columns, boolean bf16) {
    NDList size =
        new NDList(
            scope.create(rows), scope.create(columns), scope.create((long) (bf16 ? BF16 : FP32)));
    return module.call("normal", false, size).get(0);
  }

  /** Seconds of the fastest call. Its result is read, which waits for a GPU. */
  private static double best(ScriptModule module, String method, NDArray... arguments) {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      try (NDArray result = module.call(method, false, new NDList(arguments)).get(0)) {
        result.toFloatArray();
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }
}
