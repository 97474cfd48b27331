package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's over names of modules, out of a file that is not trusted: it may
 * not run for long.
 *
 * <p>Differs: what Java reads differently is refused: named groups and nested sets.
 */
record ModulePattern(String place, Pattern pattern) {

  private static final int LONGEST = 4096;
  private static final int MOST_STEPS = 1_000_000;
  private static final Pattern NESTED_SET = Pattern.compile("\\[[^\\]]*(?:\\[|&&)");

  /**
   * @param place the file and the key, for messages
   * @throws InvalidInput if this is no expression that is read here as Python reads it
   */
  static ModulePattern of(String place, String expression) {
    String why = "is longer than " + LONGEST + " characters";
    if (expression.length() <= LONGEST) {
      try {
        if (!NESTED_SET.matcher(expression).find()) {
          return new ModulePattern(place, Pattern.compile(expression));
        }
        why = "has a set within a set";
      } catch (PatternSyntaxException e) {
        why = e.getDescription();
      } catch (StackOverflowError e) {
        why = "is nested too deeply";
      }
    }
    throw new InvalidInput(
        place
            + " is "
            + OneLine.quoted(expression)
            + ", must be a regular expression over names of modules ("
            + OneLine.of(why)
            + "); name the modules in a list");
  }

  /** Python's {@code re.fullmatch}. */
  boolean matches(String module) {
    return search(module, true);
  }

  /** Python's {@code re.match}: the name begins like this. */
  boolean begins(String module) {
    return search(module, false);
  }

  private boolean search(String module, boolean whole) {
    Matcher matcher = pattern.matcher(new Counted(module, new int[1]));
    try {
      return whole ? matcher.matches() : matcher.lookingAt();
    } catch (StackOverflowError | IllegalStateException e) {
      throw new InvalidInput(
          place
              + " is "
              + OneLine.quoted(pattern.pattern())
              + ", which takes too many steps; name the modules in a list",
          e);
    }
  }

  /** A text that is read only so often. */
  private record Counted(CharSequence text, int[] steps) implements CharSequence {

    @Override
    public char charAt(int index) {
      if (++steps[0] > MOST_STEPS) {
        throw new IllegalStateException("too many steps");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
