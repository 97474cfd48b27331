package io.github.rrm4j.checkpoints;

/**
 * The element types of a weight file, in the order in which the format's own writer lays tensors
 * out (widest first, so that every tensor is aligned to its element).
 *
 * <p>Source: the safetensors format, {@code dtype}. Differs: its unsigned types above 8 bits and
 * its types of 8 bits and fewer for floats are not known here, and refused by name.
 */
public enum DType {
  I64(8),
  F64(8),
  F32(4),
  I32(4),
  BF16(2),
  F16(2),
  I16(2),
  I8(1),
  U8(1),
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The width of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
