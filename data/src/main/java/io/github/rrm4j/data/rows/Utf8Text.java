package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a UTF-8 file without its byte order mark. Bytes that are not UTF-8 are refused
 * with the number of their line, once everything before them has been read; so is a record that is
 * too long to be one.
 */
final class Utf8Text extends Reader {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final DataFile file;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13).flip();
  private long line = 1;
  private long sinceRecord;
  private boolean started;
  private boolean ended;

  /** The text of a stream, which is closed with this. */
  Utf8Text(DataFile file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** A new record begins, so that its length counts from zero. */
  void startRecord() {
    sinceRecord = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("a code point may need two characters");
    }
    CharBuffer characters = CharBuffer.wrap(target, offset, length);
    while (characters.position() == 0) {
      CoderResult result = decoder.decode(bytes, characters, ended);
      if (!started && characters.position() > 0) {
        started = true;
        if (target[offset] == BYTE_ORDER_MARK) {
          System.arraycopy(target, offset + 1, target, offset, characters.position() - 1);
          characters.position(characters.position() - 1);
        }
      }
      if (characters.position() > 0) {
        break;
      }
      if (result.isError()) {
        throw Content.notUtf8(file.path() + ":" + line, bytes.get(bytes.position()));
      }
      if (ended) {
        return -1;
      }
      fill();
    }
    count(target, offset, characters.position());
    return characters.position();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(read, 0)).flip();
  }

  private void count(char[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      line += text[i] == '\n' ? 1 : 0;
    }
    sinceRecord += length;
    if (sinceRecord > JsonLineRows.LONGEST_LINE) {
      throw InvalidInput.of(
          "%s:%d: a row has more than %d characters, must have fewer, close its quote",
          file.path(), line, JsonLineRows.LONGEST_LINE);
    }
  }
}
