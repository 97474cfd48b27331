package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One row of a data file as a JSON object, whose fields are checked as they are taken.
 *
 * <p>A field is a name, or names joined by dots that lead into nested objects ({@code answer.text})
 * and lists ({@code turns.0}); a field whose own name has a dot comes first. Values are the same in
 * every format: numbers and booleans are taken for their texts, whole floats for integers. The row
 * remembers which fields were asked for: {@link #unusedFields}.
 */
public final class Row {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  /** A whole number as tables write it whose column has also fractions or gaps. */
  private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)\\.0+");

  private final String file;
  private final String name;
  private final String unit;
  private final int number;
  private final JsonNode object;
  private final List<String> notRead;
  private final Set<String> used = new HashSet<>();
  private final Set<String> unused = new TreeSet<>();

  /**
   * @param file the file as the user named it
   * @param name the file's name in ids: its path below the folder that was asked for
   * @param unit what is counted, for messages: empty for lines of text, else {@code row}, {@code
   *     item}
   * @param number of the row, from 1
   * @param object the fields
   */
  public Row(String file, String name, String unit, int number, JsonNode object) {
    this(file, name, unit, number, object, List.of());
  }

  /** The same of a file whose other columns were not read, but are known by name. */
  Row(String file, String name, String unit, int number, JsonNode object, List<String> notRead) {
    this.file = file;
    this.name = name;
    this.unit = unit;
    this.number = number;
    this.object = object;
    this.notRead = notRead;
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  /** What is counted: line, row or item. */
  public String unit() {
    return unit.isEmpty() ? "line" : unit;
  }

  /** The number of the row, from 1. */
  public int number() {
    return number;
  }

  /** The fields. */
  public JsonNode object() {
    return object;
  }

  /** Where the row stands, as messages begin: {@code FILE:LINE} or {@code FILE: row N}. */
  public String place() {
    return unit.isEmpty() ? file + ":" + number : file + ": " + unit + " " + number;
  }

  /** The name of a row that has no id of its own. */
  public String placeId() {
    return name + ":" + number;
  }

  /** A field that is there and not null. */
  public boolean has(String field) {
    return !value(field).isMissingNode();
  }

  /** A field's value; a missing node where there is none or it is null. */
  public JsonNode value(String field) {
    used.add(field);
    if (object.hasNonNull(field)) {
      return object.get(field);
    }
    JsonNode at = object;
    for (String step : field.split("\\.", -1)) {
      at =
          at.isArray() && step.matches("\\d{1,6}")
              ? at.path(Integer.parseInt(step))
              : at.path(step);
    }
    return at.isNull() ? MissingNode.getInstance() : at;
  }

  /** Notes a part of a field that is not used, such as {@code prompt[].name}. */
  public void noteUnused(String part) {
    unused.add(part);
  }

  /** The fields that hold something and were not asked for, of nested objects their parts. */
  public Set<String> unusedFields() {
    Set<String> all = new TreeSet<>(unused);
    addUnused(object, "", all);
    return all;
  }

  private void addUnused(JsonNode fields, String prefix, Set<String> all) {
    fields
        .fieldNames()
        .forEachRemaining(
            field -> {
              String path = prefix + field;
              JsonNode value = fields.get(field);
              if (used.contains(path) || value.isNull()) {
                return;
              }
              if (value.isObject() && used.stream().anyMatch(u -> u.startsWith(path + "."))) {
                addUnused(value, path + ".", all);
              } else if (used.stream().noneMatch(u -> u.startsWith(path + "."))) {
                all.add(path);
              }
            });
  }

  /**
   * The text of a field.
   *
   * @throws InvalidInput if it is missing, a list or an object, or not Unicode
   */
  public String text(String field) {
    return text(field, value(field));
  }

  /**
   * The text of a value that stands in this row.
   *
   * @param field how messages call it
   * @throws InvalidInput if it is missing, a list or an object, or not Unicode
   */
  public String text(String field, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      throw invalid(
          "field '" + field + "' is missing" + alike(Set.of(field)) + ", must be a string, add it");
    }
    if (!isScalar(value)) {
      throw invalid("field '" + field + "' is " + shown(value) + ", must be a string");
    }
    String text = value.asText();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw invalid("field '" + field + "' holds half of a surrogate pair, must be Unicode text");
    }
    return text;
  }

  private static boolean isScalar(JsonNode value) {
    return value.isTextual()
        || value.isBoolean()
        || value.isNumber() && Double.isFinite(value.doubleValue());
  }

  /**
   * A string, a finite number or a boolean in its one spelling, whatever the type of its column:
   * without white space around it, {@code 2} for {@code 2.0}, {@code true} for {@code True}.
   */
  public static Optional<String> word(JsonNode value) {
    return isScalar(value) ? Optional.of(word(value.asText())) : Optional.empty();
  }

  /** The one spelling of a number or a boolean; other texts as they are. */
  public static String word(String text) {
    String word = text.strip();
    Matcher whole = WHOLE.matcher(word);
    if (whole.matches()) {
      return whole.group(1);
    }
    boolean truth = word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false");
    return truth ? word.toLowerCase(Locale.ROOT) : word;
  }

  /** The {@link #word} of a field, such as an id; empty where it is not there or blank. */
  public Optional<String> optionalWord(String field) {
    return optionalText(field).map(Row::word).filter(word -> !word.isEmpty());
  }

  /**
   * The number of a value: a finite number or its text; true is 1, false is 0.
   *
   * @param field how messages call it
   * @param meaning what the number says, for the message
   * @throws InvalidInput if it is none
   */
  public double number(String field, JsonNode value, String meaning) {
    String text = word(value).orElse("");
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true") ? 1 : 0;
    }
    double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (Double.isFinite(number)) {
      return number;
    }
    throw invalid(
        "field '"
            + field
            + "' is "
            + shown(value)
            + ", must be a finite number or true or false ("
            + meaning
            + ")");
  }

  /**
   * What the row may have instead of a field that is missing, for the message: a field of another
   * case or with a few other letters, which nobody has asked for.
   *
   * @param wanted names that were looked for
   * @return {@code " (there is 'Prompt')"}, or nothing
   */
  public String alike(Collection<String> wanted) {
    List<String> others = new ArrayList<>(notRead);
    object.fieldNames().forEachRemaining(others::add);
    others.removeAll(used);
    return Stream.concat(
            wanted.stream()
                .flatMap(name -> others.stream().filter(name::equalsIgnoreCase))
                .map(name -> " (there is " + OneLine.quoted(name) + ", case counts)"),
            wanted.stream()
                .flatMap(name -> NearestName.of(name, others).stream())
                .map(name -> " (there is " + OneLine.quoted(name) + ")"))
        .findFirst()
        .orElse("");
  }

  /** As {@link #text}, but a text of white space only is refused too. */
  public String filledText(String field) {
    String text = text(field);
    if (text.isBlank()) {
      throw invalid("field '" + field + "' is empty, must be a text, fill it or remove the line");
    }
    return text;
  }

  /** As {@link #text} when the field is there. */
  public Optional<String> optionalText(String field) {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  /** The error of this row. */
  public InvalidInput invalid(String problem) {
    return new InvalidInput(place() + ": " + problem);
  }

  /** The error of this row, whose problem is formatted by {@link Text#format}. */
  @FormatMethod
  public InvalidInput invalid(@FormatString String format, Object... values) {
    return invalid(Text.format(format, values));
  }

  /** A value in a message: a scalar as it is written, shortened; else what it is. */
  public static String shown(JsonNode value) {
    return value.isValueNode() && !value.isNull() ? OneLine.of(value) : kind(value);
  }

  /** What a value is, in words. */
  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case STRING -> "a string";
      case BINARY -> "bytes that are no UTF-8";
      default -> "missing";
    };
  }
}
