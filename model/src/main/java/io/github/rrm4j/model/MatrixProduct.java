package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;

/** The product that the linear maps of a decoder are computed with, by itself. */
public final class MatrixProduct implements AutoCloseable {

  /** Asked once; loading the module takes some milliseconds. */
  private static final class Narrow {
    private static final boolean KNOWN = ask();

    private static boolean ask() {
      try (MatrixProduct product = new MatrixProduct(Device.cpu());
          NDManager scope = product.module.manager().newSubManager()) {
        NDList answer = product.module.call("narrow", false, new NDList(scope.create(new long[1])));
        return answer.get(0).getLong() == 1;
      }
    }
  }

  private final ScriptModule module;

  /**
   * @param device on which it is computed
   */
  public MatrixProduct(Device device) {
    module =
        new ScriptModule(
            MatrixProduct.class,
            "Product",
            List.of("product.torchscript"),
            Map.of("onednn", device.isGpu() ? 0 : 1),
            device);
  }

  /** Whether oneDNN has products of bf16 on this CPU: with AVX-512 it has. */
  static boolean narrowByOneDnn() {
    return Narrow.KNOWN;
  }

  /**
   * x W^T.
   *
   * @param x (n, in)
   * @param weight (out, in)
   * @return (n, out), owned by the manager of {@code x}
   */
  public NDArray of(NDArray x, NDArray weight) {
    return module.call("product", false, new NDList(x, weight)).get(0);
  }

  @Override
  public void close() {
    module.close();
  }
}
