package io.github.rrm4j.rewards;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Side;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A verdict in a field of the last JSON object of an answer, which may stand in a text or in fenced
 * code. One field has a word: A, B or C, 1 or 2, first, second or tie, or a verdict of {@link
 * VerdictFormat#BRACKETS}. Two fields have the scores of the two responses.
 *
 * @param fields one or two, names with dots between them: {@code scores.first}
 */
record JsonVerdict(List<String> fields) implements VerdictFormat {

  static final String PREFIX = "json:";

  /** Characters that failed attempts may cost, by characters of the answer. */
  private static final int EFFORT = 8;

  /**
   * @throws InvalidInput if no field is named, or more than two
   */
  static JsonVerdict of(String place, String name) {
    List<String> fields =
        Arrays.stream(name.substring(PREFIX.length()).split(",", -1)).map(String::strip).toList();
    if (fields.size() > 2 || fields.stream().anyMatch(String::isEmpty)) {
      throw InvalidInput.of(
          "%s: is %s, must be json:FIELD, or json:FIELD,FIELD of two scores",
          place, OneLine.quoted(name));
    }
    return new JsonVerdict(fields);
  }

  @Override
  public String word() {
    return PREFIX + String.join(",", fields);
  }

  @Override
  public Optional<String> written(Side side) {
    if (fields.size() == 2) {
      return Optional.empty();
    }
    ObjectNode whole = Json.object();
    List<String> names = List.of(fields.get(0).split("\\."));
    ObjectNode inner = whole;
    for (String name : names.subList(0, names.size() - 1)) {
      inner = inner.putObject(name);
    }
    inner.put(names.get(names.size() - 1), side == Side.FIRST ? "A" : "B");
    return Optional.of(whole.toString());
  }

  @Override
  public Optional<Integer> place(String text) {
    return Optional.empty();
  }

  @Override
  public Verdict read(String answer) {
    Optional<JsonNode> object = last(answer);
    if (object.isEmpty()) {
      return Verdict.MALFORMED;
    }
    JsonNode one = at(object.get(), fields.get(0));
    if (fields.size() == 1) {
      return word(one);
    }
    JsonNode other = at(object.get(), fields.get(1));
    return one.isNumber() && other.isNumber()
        ? TwoScores.compared(one.doubleValue(), other.doubleValue())
        : Verdict.MALFORMED;
  }

  private static JsonNode at(JsonNode object, String path) {
    JsonNode node = object;
    for (String name : path.split("\\.")) {
      node = node.path(name);
    }
    return node;
  }

  private static Verdict word(JsonNode value) {
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return Verdict.MALFORMED;
    }
    String text = value.asText().strip();
    String inside = text.matches("\\[\\[.*]]") ? text.substring(2, text.length() - 2) : text;
    return switch (inside.toLowerCase(Locale.ROOT)) {
      case "1", "first" -> Verdict.FIRST;
      case "2", "second" -> Verdict.SECOND;
      case "tie" -> Verdict.TIE;
      default -> MarkedVerdict.inBrackets(inside.strip().toUpperCase(Locale.ROOT));
    };
  }

  /** The last object that is whole and is in no other one. */
  private static Optional<JsonNode> last(String answer) {
    Optional<JsonNode> last = Optional.empty();
    long effort = (long) EFFORT * answer.length();
    int from = answer.indexOf('{');
    while (from >= 0 && effort >= 0) {
      int end = from + 1;
      try (JsonParser parser = Json.FACTORY.createParser(answer.substring(from))) {
        try {
          if (parser.nextToken() == JsonToken.START_OBJECT) {
            last = Optional.of(Json.value(parser));
            end = from + (int) parser.currentLocation().getCharOffset();
          }
        } catch (IOException e) {
          effort -= parser.currentLocation().getCharOffset() + 1; // no object begins here
        }
      } catch (IOException e) {
        throw new IllegalStateException("a text does not fail", e);
      }
      from = answer.indexOf('{', end);
    }
    return effort < 0 ? Optional.empty() : last;
  }
}
