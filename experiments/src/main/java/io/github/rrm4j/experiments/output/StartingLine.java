package io.github.rrm4j.experiments.output;

import io.github.rrm4j.contracts.OneLine;
import java.io.PrintStream;

/** The line that a terminal shows from the start of a long command to its first word. */
public final class StartingLine {

  /** Of a command that shows none. */
  public static final StartingLine NONE = new StartingLine(System.err, "");

  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream terminal;
  private boolean shown;

  private StartingLine(PrintStream terminal, String text) {
    this.terminal = terminal;
    this.shown = !text.isEmpty();
    if (shown) {
      terminal.print(OneLine.visible(text));
      terminal.flush();
    }
  }

  /** Shows a text that stays until {@link #end}. */
  public static StartingLine show(PrintStream terminal, String text) {
    return new StartingLine(terminal, text);
  }

  /** Takes it away, if it is there. */
  public synchronized void end() {
    if (shown) {
      shown = false;
      terminal.print(CLEAR);
      terminal.flush();
    }
  }
}
