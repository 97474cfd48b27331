package io.github.rrm4j.model.gguf;

import java.nio.ByteBuffer;

/**
 * Element types of matrices in a GGUF file.
 *
 * <p>Source: ggml, {@code enum ggml_type} and {@code block_q8_0}.
 */
public enum GgufType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  BF16(30, 1, 2),
  /** Blocks of 32 elements: a scale d in fp16, and 32 numbers of 8 bits, x = d q. */
  Q8_0(8, 32, 34);

  private static final int LARGEST = 127;

  final int number;
  final int block;
  final int blockBytes;

  GgufType(int number, int block, int blockBytes) {
    this.number = number;
    this.block = block;
    this.blockBytes = blockBytes;
  }

  /** This type, or fp16 for rows that are no whole number of blocks. */
  GgufType of(long rowLength) {
    return rowLength % block == 0 ? this : F16;
  }

  long bytes(long elements) {
    return elements / block * blockBytes;
  }

  /** Writes the next block of elements. */
  void put(float[] from, int at, ByteBuffer into) {
    switch (this) {
      case F32 -> into.putFloat(from[at]);
      case F16 -> into.putShort(Half.of(from[at]));
      case BF16 -> into.putShort(Half.brain(from[at]));
      case Q8_0 -> {
        float most = 0;
        for (int i = 0; i < block; i++) {
          most = Math.max(most, Math.abs(from[at + i]));
        }
        float scale = most / LARGEST;
        into.putShort(Half.of(scale));
        for (int i = 0; i < block; i++) {
          into.put((byte) (scale == 0 ? 0 : Math.round(from[at + i] / scale)));
        }
      }
    }
  }
}
