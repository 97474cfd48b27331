package io.github.rrm4j.config;

import java.util.Comparator;

/**
 * Where the user wrote something.
 *
 * @param layer order of the sources: a file above another, and {@code --set} above all files, has
 *     the higher number
 * @param source the file as the user named it, or {@code --set a.b}
 * @param line counted from 1; 0 where there are no lines
 */
record SourceLocation(int layer, String source, int line) implements Comparable<SourceLocation> {
  private static final Comparator<SourceLocation> ORDER =
      Comparator.comparingInt(SourceLocation::layer).thenComparingInt(SourceLocation::line);

  @Override
  public int compareTo(SourceLocation other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
