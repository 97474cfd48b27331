package io.github.rrm4j.miniature;

/** How prone a puzzle is to a slip; each kind of puzzle defines what makes it so. */
public enum Context {
  /** Nothing in it invites a slip. */
  PLAIN,
  /** A slip is the less likely outcome. */
  MILD,
  /** A slip is the more likely outcome. */
  HARD
}
