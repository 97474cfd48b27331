package io.github.rrm4j.experiments.output;

import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream on which people read texts of data, models and files: what a terminal would obey is
 * shown as {@link OneLine#visible} shows it. In JSON the shown form means the same character.
 *
 * <p>Text is UTF-8. Bytes that are no part of a character yet wait for the rest of it.
 */
public final class VisibleStream extends PrintStream {

  private final PrintStream raw;
  private final Filter filter;

  /**
   * @param raw where the text goes; stays open when this is closed
   */
  public VisibleStream(PrintStream raw) {
    this(new Filter(raw, false, StartingLine.NONE));
  }

  /**
   * @param raw where the text goes; stays open when this is closed
   * @param colored whether the word at the beginning of an error or a warning gets a color
   * @param starting goes when the first text comes
   */
  public VisibleStream(PrintStream raw, boolean colored, StartingLine starting) {
    this(new Filter(raw, colored, starting));
  }

  private VisibleStream(Filter filter) {
    super(filter, true, StandardCharsets.UTF_8);
    this.filter = filter;
    this.raw = filter.raw;
  }

  /** The stream itself, for who moves the cursor and makes texts visible one by one. */
  static PrintStream raw(PrintStream out) {
    if (out instanceof VisibleStream visible) {
      visible.filter.starting.end();
      return visible.raw;
    }
    return out;
  }

  private static final class Filter extends OutputStream {

    private static final int BLOCK = 4096;
    private static final Pattern FAULT = Pattern.compile("(?m)^(rrm:|ERROR|WARN)(?= )");
    private static final String ERROR = "\u001b[1;31m";
    private static final String WARNING = "\u001b[1;33m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream raw;
    private final boolean colored;
    private final StartingLine starting;
    private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
    private final CharBuffer text = CharBuffer.allocate(BLOCK);
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private boolean afterReturn;
    private boolean atStart = true;

    Filter(PrintStream raw, boolean colored, StartingLine starting) {
      this.raw = raw;
      this.colored = colored;
      this.starting = starting;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      for (int at = offset; at < offset + length; ) {
        int part = Math.min(bytes.remaining(), offset + length - at);
        bytes.put(source, at, part).flip();
        decoder.decode(bytes, text, false);
        bytes.compact();
        print(text.flip().toString());
        text.clear();
        at += part;
      }
    }

    /** A return may be half of the end of a line, so it waits for what follows. */
    private void print(String part) throws IOException {
      if (part.isEmpty()) {
        return;
      }
      String whole = afterReturn ? "\r" + part : part;
      afterReturn = whole.endsWith("\r");
      String complete = afterReturn ? whole.substring(0, whole.length() - 1) : whole;
      starting.end();
      String shown = OneLine.visible(complete);
      raw.write((colored ? painted(shown) : shown).getBytes(StandardCharsets.UTF_8));
      atStart = complete.isEmpty() ? atStart : complete.endsWith("\n");
    }

    private String painted(String text) {
      Matcher word = FAULT.matcher(text);
      StringBuilder painted = new StringBuilder();
      while (word.find()) {
        boolean begins = word.start() > 0 || atStart;
        String color = word.group().startsWith("WARN") ? WARNING : ERROR;
        word.appendReplacement(painted, begins ? color + "$0" + PLAIN : "$0");
      }
      return word.appendTail(painted).toString();
    }

    /** A reader that went away is known to the stream below alone. */
    @Override
    public void flush() throws IOException {
      if (raw.checkError()) {
        throw new IOException("the stream cannot be written");
      }
    }

    @Override
    public void close() throws IOException {
      if (afterReturn) {
        afterReturn = false;
        raw.print(OneLine.visible("\r"));
      }
      flush();
    }
  }
}
