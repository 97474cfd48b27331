package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;

/** The product that the linear maps of a decoder are computed with, by itself. */
public final class MatrixProduct implements AutoCloseable {

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
