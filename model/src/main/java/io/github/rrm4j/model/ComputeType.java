package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;

/**
 * In which type a model computes: frozen weights are kept in it, trained ones stay in fp32 and are
 * cast on the way.
 */
public enum ComputeType {
  /** bf16 on a GPU, fp32 on the CPU. */
  AUTO,
  /** Single precision. */
  FP32,
  /** bfloat16: the exponent of fp32 with 8 bits of precision. */
  BF16;

  /** The element type on a device. */
  public DataType on(Device device) {
    return switch (this) {
      case AUTO -> device.isGpu() ? DataType.BFLOAT16 : DataType.FLOAT32;
      case FP32 -> DataType.FLOAT32;
      case BF16 -> DataType.BFLOAT16;
    };
  }
}
