package io.github.rrm4j.experiments.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VisibleStreamTest {

  private static final String TEXT =
      "\u001b]0;title\u0007 \u009b31m \u202eabc \u00e9\u6f22\ud83d\ude00\tx\r\ny\rz\n"
          + "long ".repeat(3000);
  private static final String SHOWN =
      "\\u001b]0;title\\u0007 \\u009b31m \\u202eabc \u00e9\u6f22\ud83d\ude00\tx\r\ny\\u000dz\n"
          + "long ".repeat(3000);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatATerminalObeysIsShown() {
    try (PrintStream visible = new VisibleStream(raw)) {
      visible.print(TEXT);
      assertFalse(visible.checkError());
    }
    assertEquals(SHOWN, written());
  }

  @Test
  void theWordOfAFaultGetsAColorWhereThatIsWanted() {
    try (PrintStream plain = new VisibleStream(raw)) {
      plain.println("rrm: no");
    }
    assertEquals("rrm: no\n", written());
    bytes.reset();
    try (PrintStream colored = new VisibleStream(raw, true, StartingLine.NONE)) {
      colored.println("rrm: a \u001b[31m rrm: b");
      colored.println("WARN Notices: rrm: c");
      colored.print("so ");
      colored.println("rrm: is no beginning");
      colored.println("rrm-7b is no fault\nERROR Log: d");
    }
    assertEquals(
        """
        <E>rrm:<> a \\u001b[31m rrm: b
        <W>WARN<> Notices: rrm: c
        so rrm: is no beginning
        rrm-7b is no fault
        <E>ERROR<> Log: d
        """,
        written()
            .replace("\u001b[1;31m", "<E>")
            .replace("\u001b[1;33m", "<W>")
            .replace("\u001b[0m", "<>"));
  }

  @Test
  void theStartingLineGoesWhenTheFirstTextComes() {
    StartingLine starting = StartingLine.show(raw, "judge: starting ...");
    assertEquals("judge: starting ...", written());
    try (PrintStream out = new VisibleStream(raw, false, starting);
        PrintStream err = new VisibleStream(raw, false, starting)) {
      out.println("first");
      err.println("second");
      starting.end();
    }
    assertEquals("judge: starting ...\r\u001b[Kfirst\nsecond\n", written());
    bytes.reset();
    try (PrintStream err = new VisibleStream(raw, false, StartingLine.show(raw, "x"))) {
      assertSame(raw, VisibleStream.raw(err));
    }
    assertEquals("x\r\u001b[K", written(), "also before the cursor is moved");
  }

  @Test
  void charactersThatComeInPiecesAreTheSame() throws IOException {
    try (PrintStream visible = new VisibleStream(raw)) {
      for (byte octet : TEXT.getBytes(StandardCharsets.UTF_8)) {
        visible.write(new byte[] {octet});
        visible.flush();
      }
    }
    assertEquals(SHOWN, written());
  }

  @Test
  void aReturnAtTheEndIsShownWhenNothingFollows() {
    try (PrintStream visible = new VisibleStream(raw)) {
      visible.print("a\r");
      assertEquals("a", written());
    }
    assertEquals("a\\u000d", written());
  }

  @Test
  void bytesThatAreNoTextCannotSteerATerminalEither() {
    try (PrintStream visible = new VisibleStream(raw)) {
      visible.write(0x9b);
      visible.print("31m");
    }
    assertEquals("\ufffd31m", written());
  }

  @Test
  void aReaderThatIsGoneIsAnError() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (PrintStream visible = new VisibleStream(new PrintStream(gone, true))) {
      visible.println("x");
      assertTrue(visible.checkError());
    }
  }

  @Test
  void aBarMovesTheCursorAndItsTextsDoNot() {
    try (PrintStream visible = new VisibleStream(raw);
        Progress progress = Progress.bar(VisibleStream.raw(visible))) {
      assertSame(raw, VisibleStream.raw(raw));
      progress.start("judge", 0, 2);
      progress.step(1, "of \u001b[2J\u009bx");
      progress.line("saved \u001b[2J");
    }
    assertTrue(written().contains("\r\u001b[Ksaved \\u001b[2J\n"), written());
    assertTrue(written().contains("of  [2J x"), written());
    assertFalse(written().replace("\r\u001b[K", "").matches("(?s).*[\u001b\u009b].*"), written());
  }
}
