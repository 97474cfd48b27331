package io.github.rrm4j.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One line of JSON about repeated runs. */
final class Measurement {

  private static final Path STATUS = Path.of("/proc/self/status");

  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private final ObjectNode json = Json.object();

  Measurement with(String name, String value) {
    json.put(name, value);
    return this;
  }

  Measurement with(String name, long value) {
    json.put(name, value);
    return this;
  }

  /** With all of its digits. */
  Measurement exactly(String name, double value) {
    json.put(name, value);
    return this;
  }

  /** With three decimals. */
  Measurement with(String name, double value) {
    json.put(name, Math.round(value * 1e3) / 1e3);
    return this;
  }

  /**
   * Tokens a second: median, best and worst.
   *
   * @param tokens of each run
   * @param seconds of each run
   */
  Measurement rate(long tokens, List<Double> seconds) {
    double[] sorted = sorted(seconds);
    with("tokens_per_s", tokens / median(seconds));
    with("tokens_per_s_best", tokens / sorted[0]);
    with("tokens_per_s_worst", tokens / sorted[sorted.length - 1]);
    return with("seconds", median(seconds));
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  static double median(List<Double> values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Lets {@link #peakMib} begin anew from what is resident now, where the system can. */
  static void forgetPeak() {
    try {
      Files.writeString(CLEAR, "5");
    } catch (IOException cannot) {
      // then the peak is that of the whole process, which only grows
    }
  }

  /** The largest resident memory of the process so far; empty where the system does not tell. */
  static OptionalLong peakMib() {
    if (!Files.exists(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the largest resident memory, which was asked for before anything else was done. */
  Measurement withPeak(OptionalLong mib) {
    mib.ifPresent(peak -> json.put("peak_rss_mib", peak));
    return this;
  }

  /** With a number where there is one. */
  Measurement with(String name, OptionalLong value) {
    value.ifPresent(number -> json.put(name, number));
    return this;
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
