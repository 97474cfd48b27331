package io.github.rrm4j.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One line of JSON about repeated runs. */
final class Measurement {

  private static final Path STATUS = Path.of("/proc/self/status");

  private final ObjectNode json = new ObjectMapper().createObjectNode();

  Measurement with(String name, String value) {
    json.put(name, value);
    return this;
  }

  Measurement with(String name, long value) {
    json.put(name, value);
    return this;
  }

  /** With three significant decimals. */
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

  /** The line, with the largest resident memory of the process where the system tells it. */
  @Override
  public String toString() {
    if (Files.exists(STATUS)) {
      try (Stream<String> lines = Files.lines(STATUS)) {
        lines
            .filter(line -> line.startsWith("VmHWM:"))
            .forEach(
                line ->
                    json.put("peak_rss_mib", Long.parseLong(line.replaceAll("\\D", "")) / 1024));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return json.toString();
  }
}
