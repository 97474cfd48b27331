package io.github.rrm4j.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on a field of a stored rollout, such as {@code outcome=wrong}, {@code reward<0} or
 * {@code parts.length<-0.5}.
 *
 * @param field a name of docs/metrics.md; dots lead into nested objects
 * @param operator one of = != &lt; &lt;= &gt; &gt;=
 * @param value a number where the operator compares sizes
 */
record RolloutFilter(String field, String operator, String value) {

  private static final Pattern FORM = Pattern.compile("([\\w.]+)\\s*(!=|<=|>=|=|<|>)\\s*(.*)");

  /**
   * @throws InvalidInput if the text is no condition
   */
  static RolloutFilter parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidInput(
          "--filter is '%s', must be FIELD, one of = != < <= > >=, and a value, such as outcome=wrong"
              .formatted(text));
    }
    RolloutFilter filter =
        new RolloutFilter(matcher.group(1), matcher.group(2), matcher.group(3).strip());
    if (filter.comparesSizes() && number(filter.value()).isNaN()) {
      throw new InvalidInput(
          "--filter is '%s', must have a number after %s".formatted(text, filter.operator()));
    }
    return filter;
  }

  private boolean comparesSizes() {
    return operator.startsWith("<") || operator.startsWith(">");
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }

  /**
   * Whether a rollout satisfies it.
   *
   * @throws InvalidInput if the rollout has no such field
   */
  boolean allows(JsonNode rollout) {
    JsonNode node = rollout.at("/" + field.replace('.', '/'));
    if (node.isMissingNode()) {
      throw new InvalidInput(
          "--filter: a rollout has no field '%s', must be one of %s"
              .formatted(field, String.join(", ", (Iterable<String>) rollout::fieldNames)));
    }
    if (!comparesSizes()) {
      boolean same =
          node.isNumber() ? node.asDouble() == number(value) : node.asText().equals(value);
      return same == operator.equals("=");
    }
    double actual = node.asDouble(Double.NaN);
    return switch (operator) {
      case "<" -> actual < number(value);
      case "<=" -> actual <= number(value);
      case ">" -> actual > number(value);
      default -> actual >= number(value);
    };
  }
}
