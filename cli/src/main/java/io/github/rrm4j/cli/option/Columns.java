package io.github.rrm4j.cli.option;

/** How wide the terminal is, as {@code ./rrm} found out. */
public final class Columns {

  /** The property by which {@code ./rrm} says it. */
  static final String PROPERTY = "rrm.columns";

  private static final int LEAST = 20;

  private Columns() {}

  /**
   * Characters of a line of standard output.
   *
   * @param otherwise where it is no terminal, or has no width
   */
  public static int of(int otherwise) {
    int columns = Integer.getInteger(PROPERTY, 0);
    return columns < LEAST ? otherwise : columns;
  }
}
