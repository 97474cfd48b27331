package io.github.rrm4j.experiments.output;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Shows how far the work is: one phase after the other, each with counted steps.
 *
 * <p>Used by one thread.
 */
public sealed interface Progress extends AutoCloseable permits PlainProgress, BarProgress {

  /**
   * Begins a phase and ends the one before.
   *
   * @param phase a short name such as {@code grpo}
   * @param from steps done before this process began (after a resume), else 0
   * @param total steps of the whole phase
   */
  void start(String phase, long from, long total);

  /**
   * Shows a step of the current phase.
   *
   * @param done steps done, counted like {@code total}
   * @param message numbers of the step such as {@code reward 0.31 acc 0.66}
   * @throws IllegalStateException when no phase has begun
   */
  void step(long done, String message);

  /** Writes a line of its own, above the bar if there is one. */
  void line(String text);

  @Override
  void close();

  /**
   * A bar on standard error when {@code ./rrm} says that it runs in a terminal, else plain lines. A
   * machine that sets {@code CI} gets plain lines.
   */
  static Progress onStandardError() {
    boolean terminal = Boolean.getBoolean("rrm.terminal") && System.getenv("CI") == null;
    return terminal ? bar(VisibleStream.raw(System.err)) : plain(System.err, Duration.ofSeconds(5));
  }

  /** A bar; a text beside it is made visible as on a {@link VisibleStream}. */
  static Progress bar(PrintStream terminal) {
    return new BarProgress(terminal);
  }

  /**
   * Plain lines.
   *
   * @param between least time between two lines of a phase; zero is a line for each step
   */
  static Progress plain(PrintStream out, Duration between) {
    return new PlainProgress(out, between, System::nanoTime);
  }
}
