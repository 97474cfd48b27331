package io.github.rrm4j.model.gguf;

/** Floats of 16 bits, rounded to the nearest, ties to even (IEEE 754). */
final class Half {

  private static final int MANTISSA = 10;
  private static final int BIAS = 15;
  private static final float LARGEST = 65504;

  private Half() {}

  /** The bits of fp16; what is too large becomes infinite. */
  static short of(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7E00);
    }
    if (size >= LARGEST + 16) {
      return (short) (sign | 0x7C00);
    }
    int exponent = Math.max(Math.getExponent(size), 1 - BIAS);
    // units of the last place, at most 2048, exact in a float
    float units = (float) Math.rint(Math.scalb((double) size, MANTISSA - exponent));
    int bits = (int) units + (exponent + BIAS - 1 << MANTISSA);
    return (short) (sign | bits);
  }

  static float toFloat(short half) {
    int exponent = half >>> MANTISSA & 0x1F;
    int mantissa = half & 0x3FF;
    float size =
        exponent == 0x1F
            ? mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN
            : exponent == 0
                ? Math.scalb((float) mantissa, 1 - BIAS - MANTISSA)
                : Math.scalb((float) (mantissa + 1024), exponent - BIAS - MANTISSA);
    return half < 0 ? -size : size;
  }

  /** The bits of bf16. */
  static short brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }
}
