package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of a request, checked as they are taken. A field that is null is not there. */
public final class Fields {

  private final JsonNode object;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @throws Refusal if it is no object
   */
  public Fields(JsonNode object) {
    if (!object.isObject()) {
      throw Refusal.badRequest("the body is " + OneLine.of(object) + ", must be a JSON object");
    }
    this.object = object;
  }

  /** A field as it is; a missing node where it is not there. */
  public JsonNode value(String name) {
    known.add(name);
    return object.hasNonNull(name) ? object.get(name) : object.path(" ");
  }

  /** The first of some names that is there. */
  public JsonNode any(String... names) {
    JsonNode found = object.path(" ");
    for (String name : names) {
      JsonNode value = value(name);
      found = found.isMissingNode() ? value : found;
    }
    return found;
  }

  private Refusal wrong(String name, String rule) {
    return Refusal.badRequest(
        "field '" + name + "' is " + OneLine.of(object.path(name)) + ", must be " + rule);
  }

  /** A text that must be there. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
  }

  /** A text. */
  public Optional<String> optionalText(String name) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(name, "a text");
    }
    return Optional.of(value.asText());
  }

  /** A whole number. */
  public OptionalLong integer(String name, long least, long most) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      throw wrong(name, "a whole number from " + least + " to " + most);
    }
    return OptionalLong.of(value.asLong());
  }

  /** A number. */
  public OptionalDouble number(String name, double least, double most) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !(value.asDouble() >= least && value.asDouble() <= most)) {
      throw wrong(name, "a number from " + least + " to " + most);
    }
    return OptionalDouble.of(value.asDouble());
  }

  /** True or false. */
  public boolean flag(String name) {
    JsonNode value = value(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.asBoolean(false);
  }

  /** One of some words. */
  public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return optionalText(name)
        .map(
            word ->
                Word.in(type, word)
                    .orElseThrow(
                        () ->
                            wrong(
                                name,
                                "one of "
                                    + String.join(
                                        ", ",
                                        Arrays.stream(type.getEnumConstants())
                                            .map(Word::of)
                                            .toList()))));
  }

  /** A list of texts that must be there. */
  public List<String> texts(String name) {
    return texts(name, value(name));
  }

  /** A list of texts. */
  public static List<String> texts(String name, JsonNode value) {
    if (!value.isArray()) {
      throw Refusal.badRequest(
          "field '" + name + "' is " + OneLine.of(value) + ", must be a list of texts");
    }
    for (int i = 0; i < value.size(); i++) {
      if (!value.get(i).isTextual()) {
        throw Refusal.badRequest(
            "field '" + name + "[" + i + "]' is " + OneLine.of(value.get(i)) + ", must be a text");
      }
    }
    Iterable<JsonNode> each = value;
    List<String> texts = new ArrayList<>();
    each.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /**
   * Sees that nothing was asked for that nobody took.
   *
   * @throws Refusal if there is another field
   */
  public void finish() {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw Refusal.badRequest(
            "field " + OneLine.quoted(name) + " is unknown" + NearestName.hint(name, known));
      }
    }
  }
}
