package io.github.rrm4j.data;

/** One of the two responses of a pair, by the place in which it is presented. */
public enum Side {
  /** Assistant 1. */
  FIRST,
  /** Assistant 2. */
  SECOND;

  /** The opposite side. */
  public Side other() {
    return this == FIRST ? SECOND : FIRST;
  }

  /** The number that prompts and files use: 1 or 2. */
  public int number() {
    return this == FIRST ? 1 : 2;
  }
}
