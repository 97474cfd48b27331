package io.github.rrm4j.contracts;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * A mistake in what the user gave: a config, a data file, a checkpoint, a flag.
 *
 * <p>The message is one line, {@code place: what is wrong with the value, what is allowed, what to
 * do}. The command line prints it without a stack trace and exits with code 2.
 */
public class InvalidInput extends RuntimeException {

  /**
   * @param message the whole line, starting with the place
   */
  public InvalidInput(String message) {
    super(OneLine.printable(message));
  }

  /**
   * @param message the whole line, starting with the place
   * @param cause what was caught when the input was read
   */
  public InvalidInput(String message, Throwable cause) {
    super(OneLine.printable(message), cause);
  }

  /**
   * An error whose message is formatted by {@link Text#format}.
   *
   * @param format the whole line, starting with the place
   * @param values what its directives name
   */
  @FormatMethod
  public static InvalidInput of(@FormatString String format, Object... values) {
    return new InvalidInput(Text.format(format, values));
  }

  /**
   * Checks the number of a flag.
   *
   * @throws InvalidInput if it is smaller
   */
  public static void checkLeast(String flag, long number, int least) {
    if (number < least) {
      String allowed = least == 0 ? "0 or more" : "at least " + least;
      throw of("%s is %d, must be %s", flag, number, allowed);
    }
  }
}
