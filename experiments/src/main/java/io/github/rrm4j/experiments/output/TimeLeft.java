package io.github.rrm4j.experiments.output;

import io.github.rrm4j.contracts.Text;
import java.time.Duration;

/** The time that the rest of a phase will take if it goes on as it went so far. */
final class TimeLeft {
  private TimeLeft() {}

  /**
   * elapsed * (total - done) / (done - from).
   *
   * @param from steps that were done before {@code elapsed} began
   * @throws IllegalArgumentException when no step was done since
   */
  static Duration of(Duration elapsed, long from, long done, long total) {
    if (done <= from) {
      throw new IllegalArgumentException("no step done since " + from + " (done " + done + ")");
    }
    double perStep = (double) elapsed.toNanos() / (done - from);
    return Duration.ofNanos(Math.round(perStep * (total - done)));
  }

  /** The two largest units: {@code 42s}, {@code 3m10s}, {@code 2h05m}, {@code 3d04h}. */
  static String text(Duration duration) {
    long seconds = Math.round(duration.toNanos() / 1e9);
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return Text.format("%dm%02ds", seconds / 60, seconds % 60);
    }
    long minutes = seconds / 60;
    if (minutes < 24 * 60) {
      return Text.format("%dh%02dm", minutes / 60, minutes % 60);
    }
    return Text.format("%dd%02dh", minutes / 1440, minutes / 60 % 24);
  }
}
