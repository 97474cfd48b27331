package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.cuda.CudaUtils;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which operators a decoder computes with: the one place where a device decides it. {@code
 * devices.torchscript} has the alternatives.
 *
 * @param onednn products by oneDNN, which autograd does not know
 * @param ordered only sums whose order does not vary from run to run
 * @param attention of whole sequences
 * @param piece rows of a distribution over the vocabulary that are worked on at once
 * @param fixedSteps tokens are drawn by {@link StepDecoder}
 */
record Kernels(
    boolean onednn, boolean ordered, Attention attention, int piece, boolean fixedSteps) {

  /** Rows whose distributions stay in a processor's cache. */
  private static final int CACHED_ROWS = 32;

  /** The largest head that both fused kernels know. */
  private static final int LARGEST_HEAD = 128;

  /** Flash attention needs Ampere (8.0) or newer. */
  private static final int FLASH_CAPABILITY = 80;

  /**
   * How whole sequences attend; the order is that of the numbers in {@code devices.torchscript}.
   */
  enum Attention {
    /** Products, block by block of the queries. */
    BLOCKS,
    /** Flash attention of CUDA, in bf16. */
    FLASH,
    /** Efficient attention of CUDA, in fp32. */
    EFFICIENT,
    /** Flash attention of the CPU, which is slower than the blocks. */
    CPU_FLASH
  }

  /** What is fastest on a device, as far as it is known. */
  static Kernels on(Device device, DataType compute, ModelConfig config) {
    boolean single = compute == DataType.FLOAT32;
    if (!device.isGpu()) {
      boolean onednn = single || MatrixProduct.narrowByOneDnn();
      return new Kernels(onednn, false, Attention.BLOCKS, CACHED_ROWS, false);
    }
    boolean fused =
        config.headDim() % 8 == 0
            && config.headDim() <= LARGEST_HEAD
            && (single || capability(device) >= FLASH_CAPABILITY);
    Attention attention =
        !fused ? Attention.BLOCKS : single ? Attention.EFFICIENT : Attention.FLASH;
    return new Kernels(false, true, attention, Integer.MAX_VALUE / 2, true);
  }

  /** Compute capability times ten, such as 90; as if it were large where it is not known. */
  private static int capability(Device device) {
    try {
      return Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId()));
    } catch (RuntimeException | LinkageError e) {
      return Integer.MAX_VALUE;
    }
  }

  /** Those of them that can compute an architecture: fused attention knows no cap and no window. */
  Kernels of(ModelConfig config) {
    return config.fusedAttention()
        ? this
        : new Kernels(onednn, ordered, Attention.BLOCKS, piece, fixedSteps);
  }

  /** The same with tokens drawn in steps of fixed shapes. */
  Kernels withFixedSteps() {
    return new Kernels(onednn, ordered, attention, piece, true);
  }

  /** As attributes of the TorchScript module. */
  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("onednn", onednn ? 1 : 0);
    attributes.put("ordered", ordered ? 1 : 0);
    attributes.put("attention_kind", attention.ordinal());
    attributes.put("piece", piece);
    return attributes;
  }
}
