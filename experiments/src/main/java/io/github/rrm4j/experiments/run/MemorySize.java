package io.github.rrm4j.experiments.run;

import io.github.rrm4j.config.ConfigReader;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people write them: {@code 80GB} (10^9), {@code 24GiB} (2^30), {@code 256MiB}. */
final class MemorySize {

  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(GB|GiB|MB|MiB)");

  private MemorySize() {}

  /** The bytes of a size in a config; what is none becomes a problem of the key. */
  static long read(ConfigReader c, String key, String size) {
    OptionalLong bytes = of(size);
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      c.problem(key, "is " + size + ", must be a size above 0 such as 256MiB or 2GB");
      return 1;
    }
    return bytes.getAsLong();
  }

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
