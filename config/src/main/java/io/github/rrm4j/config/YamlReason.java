package io.github.rrm4j.config;

import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Wording;
import java.util.List;

/** Why a text is not YAML, without the words that only who knows the parser understands. */
final class YamlReason {

  /** What SnakeYAML says, first come first. */
  private static final List<Wording> WORDINGS =
      List.of(
          Wording.of("mapping values are not allowed", "has a second colon where none can stand"),
          Wording.of("found character '\\\\t\\(TAB\\)'", "is indented by a tabulator, not spaces"),
          Wording.of(
              "found character '(.*?)' that cannot start", "has a value that begins with $1"),
          Wording.of("expected ',' or ']'", "has a list whose [ is not closed"),
          Wording.of("expected ',' or '}'", "has a section whose { is not closed"),
          Wording.of("expected <block end>", "has a line that does not fit those above it"),
          Wording.of("expected the node content", "has no value where one must stand"),
          Wording.of("could not find expected ':'", "has a key without a colon"),
          Wording.of("found unexpected end of stream", "has a quote that is not closed"),
          Wording.of("but found another document", "has a second document (---)"),
          Wording.of("expected '<document start>'", "goes on after its value"),
          Wording.of("special characters", "has a control character"),
          Wording.of(
              "found unknown escape character (\\S+?)\\(", "has \\$1, which escapes nothing"),
          Wording.of("found undefined alias (.*)", "has the alias *$1, which nothing defines"),
          Wording.of("expected alphabetic or numeric", "has an alias or anchor without a name"),
          Wording.of("Global tag is not allowed: (.*)", "has the tag $1, must have none"),
          Wording.of("Nesting Depth exceeded max (\\d+)", "is nested more than $1 deep"),
          Wording.of("Number of aliases .* max=(\\d+)", "has more than $1 aliases"),
          Wording.of(
              "The incoming YAML document exceeds the limit: (\\d+)",
              "has more than $1 characters"),
          Wording.of("expected chomping or indentation indicators", "has text after | or >"));

  private YamlReason() {}

  /** The meaning of what SnakeYAML said, in one line. */
  static String of(String message) {
    return OneLine.of(Wording.first(WORDINGS, message).orElse(message));
  }
}
