package io.github.rrm4j.cli.option;

/** The exit codes of {@code ./rrm}. */
public final class ExitCode {

  /** Everything went well. */
  public static final int OK = 0;

  /** Something failed that was not the user's mistake, or a check did not hold. */
  public static final int FAILURE = 1;

  /** The user's mistake. */
  public static final int INVALID_INPUT = 2;

  private ExitCode() {}
}
