package io.github.rrm4j.experiments.output;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Lines for a log: {@code grpo 12/100 reward 0.31 acc 0.66 left 3m10s}. The first and the last step
 * of a phase always get one; the last tells the time of the phase.
 */
final class PlainProgress implements Progress {
  private final PrintStream out;
  private final Duration between;
  private final LongSupplier nanoClock;

  private String phase = "";
  private long from;
  private long total;
  private long startNanos;
  private long lastLineNanos;
  private boolean silentSoFar;

  PlainProgress(PrintStream out, Duration between, LongSupplier nanoClock) {
    this.out = out;
    this.between = between;
    this.nanoClock = nanoClock;
  }

  @Override
  public void start(String phase, long from, long total) {
    this.phase = phase;
    this.from = from;
    this.total = total;
    startNanos = nanoClock.getAsLong();
    silentSoFar = true;
  }

  @Override
  public void step(long done, String message) {
    if (phase.isEmpty()) {
      throw new IllegalStateException("a step before the start of a phase");
    }
    long now = nanoClock.getAsLong();
    boolean due = now - lastLineNanos >= between.toNanos();
    if (!due && !silentSoFar && done < total) {
      return;
    }
    lastLineNanos = now;
    silentSoFar = false;
    int width = String.valueOf(total).length();
    String steps = String.format(Locale.ROOT, "%" + width + "d/%d", done, total);
    line(phase + "  " + steps + "  " + message + time(done, now - startNanos));
  }

  private String time(long done, long nanos) {
    Duration elapsed = Duration.ofNanos(nanos);
    if (done >= total) {
      return "  took " + TimeLeft.text(elapsed);
    }
    boolean known = done > from;
    return known ? "  left " + TimeLeft.text(TimeLeft.of(elapsed, from, done, total)) : "";
  }

  @Override
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void close() {
    phase = "";
  }
}
