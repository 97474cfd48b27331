package io.github.rrm4j.data.rows;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/**
 * Unpacks the pages of a Parquet file, in Java alone.
 *
 * <p>Source: the Parquet format, "Compression". Differs: Brotli, which needs a library of its own,
 * and LZO, whose only one is under the GPL, are not read.
 */
enum ParquetCodec {
  UNCOMPRESSED,
  SNAPPY,
  GZIP,
  ZSTD,
  /** LZ4 blocks without a frame. */
  LZ4_RAW,
  /** LZ4 blocks in the frame of Hadoop, which is deprecated. */
  LZ4;

  /** A page that says it is longer does not fit together. */
  private static final int LONGEST = 1 << 30;

  /** The one with the format's name; none where it is not read. */
  static Optional<ParquetCodec> of(CompressionCodec codec) {
    for (ParquetCodec known : values()) {
      if (known.name().equals(codec.name())) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /**
   * Unpacks bytes.
   *
   * @param from where the packed bytes begin
   * @param length how many bytes they become
   * @throws IOException if they do not
   */
  byte[] unpack(byte[] packed, int from, int length) throws IOException {
    if (length < 0 || length > LONGEST) {
      throw new IOException("a page should have " + length + " bytes");
    }
    int count = packed.length - from;
    if (this == SNAPPY && SnappyDecompressor.getUncompressedLength(packed, from) != length) {
      throw lengths();
    }
    byte[] plain = new byte[length];
    int written =
        switch (this) {
          case UNCOMPRESSED -> copy(packed, from, plain);
          case SNAPPY -> decompress(new SnappyDecompressor(), packed, from, count, plain, 0);
          case ZSTD -> decompress(new ZstdDecompressor(), packed, from, count, plain, 0);
          case LZ4_RAW -> decompress(new Lz4Decompressor(), packed, from, count, plain, 0);
          case LZ4 -> frames(packed, from, plain);
          case GZIP -> gzip(packed, from, plain);
        };
    if (written != length) {
      throw lengths();
    }
    return plain;
  }

  private static int copy(byte[] packed, int from, byte[] plain) throws IOException {
    if (packed.length - from != plain.length) {
      throw lengths();
    }
    System.arraycopy(packed, from, plain, 0, plain.length);
    return plain.length;
  }

  private static int decompress(
      Decompressor codec, byte[] packed, int from, int count, byte[] plain, int to) {
    return codec.decompress(packed, from, count, plain, to, plain.length - to);
  }

  private static int gzip(byte[] packed, int from, byte[] plain) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed, from, packed.length - from))) {
      int read = in.readNBytes(plain, 0, plain.length);
      return in.read() < 0 ? read : -1;
    }
  }

  /** Frames of the length of what follows, unpacked and packed, and one block each. */
  private static int frames(byte[] packed, int from, byte[] plain) throws IOException {
    Lz4Decompressor codec = new Lz4Decompressor();
    ByteBuffer in = ByteBuffer.wrap(packed, from, packed.length - from);
    int to = 0;
    while (in.remaining() > 2 * Integer.BYTES) {
      int length = in.getInt();
      int count = in.getInt();
      if (count <= 0 || count > in.remaining() || length < 0 || length > plain.length - to) {
        throw lengths();
      }
      if (decompress(codec, packed, in.position(), count, plain, to) != length) {
        throw lengths();
      }
      to += length;
      in.position(in.position() + count);
    }
    return in.hasRemaining() ? -1 : to;
  }

  private static IOException lengths() {
    return new IOException("a page is not as long as it says");
  }
}
