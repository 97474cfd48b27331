package io.github.rrm4j.contracts;

import java.util.List;
import java.util.regex.Pattern;

/** Why a text is not JSON, without the words that only who knows the parser understands. */
final class JsonReason {

  private static final String CHARACTER = "Unexpected character \\((.*?) \\(code \\d+[^)]*\\)\\)";

  /** What Jackson says, first come first. */
  private static final List<Wording> WORDINGS =
      List.of(
          Wording.of("Unexpected end-of-input.*(?:quote|String)", "ends in a string"),
          Wording.of("Unexpected end-of-input.*Object", "ends in an object"),
          Wording.of("Unexpected end-of-input.*Array", "ends in a list"),
          Wording.of("Unexpected end-of-input.*field name", "ends in the name of a field"),
          Wording.of("Unexpected end-of-input", "ends too early"),
          Wording.of(
              "Unexpected close marker ('.'): expected ('.')", "has $1 where $2 must come first"),
          Wording.of("Unexpected close marker ('.')", "has $1 where nothing is open"),
          Wording.of(
              "(?:Unexpected|Illegal) character \\(\\(CTRL-CHAR, code (\\d+)\\)\\)",
              "has the control character with the code $1, which cannot stand there"),
          Wording.of("Unexpected character \\('''", "has a single quote, must be a double one"),
          Wording.of(CHARACTER + ".*comma to", "has $1 where a comma must separate two values"),
          Wording.of(CHARACTER + ".*colon to", "has $1 where a colon must follow a name"),
          Wording.of(
              CHARACTER + ".*double-quote", "has $1 where a name in double quotes must stand"),
          Wording.of(CHARACTER + " in numeric value", "has $1 where a number must go on"),
          Wording.of(CHARACTER + ".*hex-digit", "has $1 where a hexadecimal digit must stand"),
          Wording.of(CHARACTER + ".*root-level", "has $1 where the value must end"),
          Wording.of(CHARACTER, "has $1 where a value must stand"),
          Wording.of("Invalid numeric value: Leading zero", "has a number with leading zeros"),
          Wording.of("Unrecognized token '(.*?)':", "has '$1', which is no JSON value"),
          Wording.of("Non-standard token '(.*?)'", "has $1, which is no JSON number"),
          Wording.of("Trailing token", "goes on after its end"),
          Wording.of(
              "Illegal unquoted character \\(\\(CTRL-CHAR, code (\\d+)\\)\\)",
              "has the control character with the code $1 in a string, must be escaped"),
          Wording.of(
              "Unrecognized character escape (.*?) \\(code",
              "has a backslash before $1, which escapes nothing"),
          Wording.of(
              "Document nesting depth \\(\\d+\\) exceeds the maximum allowed \\((\\d+)",
              "is nested more than $1 deep"),
          Wording.of(
              "Number value length \\((\\d+)\\) exceeds the maximum allowed \\((\\d+)",
              "has a number of $1 digits, allowed are $2"),
          Wording.of(
              "String value length \\((\\d+)\\) exceeds the maximum allowed \\((\\d+)",
              "has a string of $1 characters, allowed are $2"),
          Wording.of(
              "Name length \\((\\d+)\\) exceeds the maximum allowed \\((\\d+)",
              "has a name of $1 characters, allowed are $2"),
          Wording.of("No value for property '(.*?)'", "has no '$1'"),
          Wording.of("Node of type", "has no fields where some must be"),
          Wording.of("No enum constant .*\\.(.*)", "has '$1', which is none of the words there"));

  /** Names of classes, settings and sources that may stand in any other message. */
  private static final Pattern INTERNAL =
      Pattern.compile("\\s*(\\([^()]*`[^`]*`[^()]*\\)|`[^`]*`|\\[Source:[^\\]]*\\])");

  private JsonReason() {}

  /** The meaning of what Jackson said. */
  static String of(String message) {
    String line = message.lines().findFirst().orElse("malformed");
    return Wording.first(WORDINGS, message).orElseGet(() -> INTERNAL.matcher(line).replaceAll(""));
  }
}
