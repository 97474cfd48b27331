package io.github.rrm4j.experiments.run;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people write them: {@code 80GB} (10^9), {@code 24GiB} (2^30), {@code 256MiB}. */
final class MemorySize {

  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(GB|GiB|MB|MiB)");

  private MemorySize() {}

  /** The bytes of a size, or empty where it is none. */
  static OptionalLong of(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    double unit =
        switch (matcher.group(2)) {
          case "GB" -> 1e9;
          case "GiB" -> 1L << 30;
          case "MB" -> 1e6;
          default -> 1L << 20;
        };
    return OptionalLong.of((long) (Double.parseDouble(matcher.group(1)) * unit));
  }
}
