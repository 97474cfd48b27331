package io.github.rrm4j.experiments.output;

import io.github.rrm4j.contracts.OneLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line at the bottom of the terminal that is drawn again several times a second. */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 250;

  private final Line line;
  private Optional<ProgressBar> bar = Optional.empty();

  BarProgress(PrintStream terminal) {
    this.line = new Line(terminal);
  }

  @Override
  public void start(String phase, long from, long total) {
    close();
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(phase)
                .setInitialMax(total)
                .startsFrom(from, Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(line)
                .build());
  }

  @Override
  public void step(long done, String message) {
    ProgressBar current =
        bar.orElseThrow(() -> new IllegalStateException("a step before the start of a phase"));
    current.setExtraMessage(OneLine.of(message));
    current.stepTo(done);
  }

  @Override
  public void line(String text) {
    line.printAbove(text);
    bar.ifPresent(ProgressBar::refresh);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }

  /** The terminal's last line, written by the bar's own thread and by the caller's. */
  private static final class Line implements ProgressBarConsumer {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final ConsoleProgressBarConsumer width;

    Line(PrintStream terminal) {
      this.terminal = terminal;
      this.width = new ConsoleProgressBarConsumer(terminal);
    }

    synchronized void printAbove(String text) {
      terminal.println(CLEAR + OneLine.visible(text));
      terminal.flush();
    }

    @Override
    public int getMaxRenderedLength() {
      return width.getMaxRenderedLength();
    }

    @Override
    public synchronized void accept(String rendered) {
      terminal.print(CLEAR + rendered);
      terminal.flush();
    }

    @Override
    public synchronized void close() {
      terminal.println();
      terminal.flush();
    }
  }
}
