package io.github.rrm4j.data.rows;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An Arrow stream that knows whether it was read up to the mark of its end, and no further. */
final class ArrowStreamEnd extends FilterInputStream {

  /** The last eight bytes that were read, in a number. */
  private long last;

  ArrowStreamEnd(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int octet = in.read();
    last = octet < 0 ? last : last << 8 | octet;
    return octet;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    for (int i = Math.max(0, read - Long.BYTES); i < read; i++) {
      last = last << 8 | target[offset + i] & 0xff;
    }
    return read;
  }

  /**
   * Checks that nothing is missing and nothing follows.
   *
   * @throws IOException if the mark was not read, or is not the end of the file
   */
  void check() throws IOException {
    if (last != 0xffffffff00000000L) {
      throw new IOException("it ends without the mark of its end");
    }
    if (in.read() >= 0) {
      throw new IOException("it goes on after the mark of its end");
    }
  }
}
