package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.OneLine;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;

/**
 * A stream that says in words, and in a checked exception, that its bytes are not what they say.
 */
final class CheckedStream extends FilterInputStream {

  CheckedStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return in.read(target, offset, length);
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-16 or UTF-32, as its byte order mark says", e);
    } catch (RuntimeException e) {
      throw new IOException(
          "the packed bytes are damaged: " + OneLine.of(String.valueOf(e.getMessage())), e);
    }
  }
}
