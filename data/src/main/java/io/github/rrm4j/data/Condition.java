package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which objects of a file are wanted: {@code outcome=wrong}, {@code right>=1 and malformed<2}.
 *
 * <pre>
 *   condition = term { "and" term }
 *   term      = field ("=" | "!=" | "&lt;" | "&lt;=" | ">" | ">=") value
 * </pre>
 *
 * @param flag where it was given, for messages
 * @param terms all of which must hold
 */
public record Condition(String flag, List<Term> terms) {

  private static final String START_OF_TERM = "([\\w.]+)\\s*(!=|<=|>=|=|<|>)";
  private static final Pattern TERM = Pattern.compile(START_OF_TERM + "\\s*([^=\\s].*)");
  private static final Pattern AND = Pattern.compile("\\s+and\\s+(?=" + START_OF_TERM + ")");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  /**
   * A comparison of a field with a value.
   *
   * @param field dots lead into nested objects
   * @param operator one of = != &lt; &lt;= &gt; &gt;=
   * @param value a number where the operator compares sizes
   */
  public record Term(String field, String operator, String value) {

    private boolean comparesSizes() {
      return operator.startsWith("<") || operator.startsWith(">");
    }

    private double number() {
      try {
        return Double.parseDouble(value);
      } catch (NumberFormatException noNumber) {
        return Double.NaN;
      }
    }

    private boolean holds(JsonNode node) {
      double actual = node.asDouble(Double.NaN);
      return switch (operator) {
        case "<" -> actual < number();
        case "<=" -> actual <= number();
        case ">" -> actual > number();
        case ">=" -> actual >= number();
        case "=" -> equal(node);
        default -> !equal(node);
      };
    }

    private boolean equal(JsonNode node) {
      return node.isNumber() ? node.asDouble() == number() : node.asText().equals(value);
    }
  }

  /**
   * Reads a condition on any fields.
   *
   * @throws InvalidInput if the text is no condition
   */
  public static Condition parse(String flag, String text) {
    List<Term> terms =
        Arrays.stream(AND.split(text.strip())).map(t -> term(flag, text, t)).toList();
    return new Condition(flag, terms);
  }

  private static Term term(String flag, String text, String part) {
    Matcher matcher = TERM.matcher(part);
    if (!matcher.matches()) {
      throw InvalidInput.of(
          "%s '%s': '%s' must be FIELD, one of = != < <= > >=, and a value, such as outcome=wrong; join several by 'and'",
          flag, text, part);
    }
    Term term = new Term(matcher.group(1), matcher.group(2), matcher.group(3));
    if (term.comparesSizes() && Double.isNaN(term.number())) {
      throw InvalidInput.of(
          "%s '%s': '%s' must have a number after %s", flag, text, part, term.operator());
    }
    return term;
  }

  /**
   * Reads a condition on counts.
   *
   * @param fields the names of the counts
   * @throws InvalidInput if the text is no condition, has another name, or a value that is no count
   */
  public static Condition ofCounts(String flag, String text, List<String> fields) {
    Condition condition = parse(flag, text);
    for (Term term : condition.terms) {
      if (!fields.contains(term.field())) {
        throw InvalidInput.of(
            "%s '%s': there is no '%s', must be one of %s",
            flag, text, term.field(), String.join(", ", fields));
      }
      if (!COUNT.matcher(term.value()).matches()) {
        throw InvalidInput.of(
            "%s '%s': %s is compared with '%s', must be a whole number; join several by 'and'",
            flag, text, term.field(), term.value());
      }
    }
    return condition;
  }

  /**
   * Whether an object is wanted.
   *
   * @throws InvalidInput if it has no such field
   */
  public boolean holds(JsonNode object) {
    return terms.stream().allMatch(term -> term.holds(value(object, term.field())));
  }

  private JsonNode value(JsonNode object, String field) {
    JsonNode value = object.at("/" + field.replace('.', '/'));
    if (value.isMissingNode()) {
      throw InvalidInput.of(
          "%s: a line has no field '%s', must be one of %s",
          flag, field, String.join(", ", (Iterable<String>) object::fieldNames));
    }
    return value;
  }
}
