package io.github.rrm4j.data.rows;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * Unpacks the buffers of an Arrow file: Feather packs them by LZ4 unless it is told otherwise.
 *
 * <p>Source: the Arrow columnar format, "Compression of buffers": 8 bytes of length, then one frame
 * of LZ4 or Zstandard.
 */
final class ArrowCompression implements CompressionCodec.Factory {

  @Override
  public CompressionCodec createCodec(CodecType type) {
    return type == CodecType.NO_COMPRESSION ? NoCompressionCodec.INSTANCE : new Frames(type);
  }

  @Override
  public CompressionCodec createCodec(CodecType type, int level) {
    return createCodec(type);
  }

  private static final class Frames extends AbstractCompressionCodec {

    private static final long LENGTH = Long.BYTES;

    private final CodecType type;

    Frames(CodecType type) {
      this.type = type;
    }

    @Override
    protected ArrowBuf doDecompress(BufferAllocator memory, ArrowBuf packed) {
      int length = Math.toIntExact(readUncompressedLength(packed));
      byte[] frame = new byte[Math.toIntExact(packed.writerIndex() - LENGTH)];
      packed.getBytes(LENGTH, frame);
      try (InputStream in = stream(new ByteArrayInputStream(frame))) {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length || in.read() >= 0) {
          throw new IllegalArgumentException("a buffer is not as long as it says");
        }
        ArrowBuf buffer = memory.buffer(length);
        buffer.setBytes(0, bytes);
        buffer.writerIndex(length);
        return buffer;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private InputStream stream(InputStream in) throws IOException {
      return type == CodecType.ZSTD
          ? new ZstdInputStream(in)
          : new FramedLZ4CompressorInputStream(in);
    }

    @Override
    protected ArrowBuf doCompress(BufferAllocator memory, ArrowBuf plain) {
      throw new UnsupportedOperationException("Arrow files are only read");
    }

    @Override
    public CodecType getCodecType() {
      return type;
    }
  }
}
