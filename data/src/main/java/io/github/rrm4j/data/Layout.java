package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.rows.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How rows become pairs. A row has its layout of its fields, so that layouts may stand in one file:
 *
 * <ul>
 *   <li>{@code chosen} and {@code rejected} as texts, with {@code prompt};
 *   <li>{@code chosen} and {@code rejected} as lists of messages: what both begin with is the
 *       query, the last message of each is the response (where they part earlier, all that
 *       follows). Where they share nothing, {@code prompt} is the query;
 *   <li>{@code response_1} and {@code response_2} (or {@code response_a}, {@code response_b}) with
 *       {@code prompt} and {@code label}, or with two scores that are mapped.
 * </ul>
 *
 * <p>The section is {@code section}, else {@code subset}, else {@code all}. In the first two
 * layouts the chosen response is presented first: who judges draws the order.
 */
final class Layout {

  /** Every field that is looked for without a mapping. */
  static final List<String> USUAL_FIELDS =
      List.of(
          "id",
          "section",
          "subset",
          "prompt",
          "chosen",
          "rejected",
          "response_1",
          "response_2",
          "response_a",
          "response_b",
          "label");

  private final Columns columns;
  private final Row row;

  private Layout(Columns columns, Row row) {
    this.columns = columns;
    this.row = row;
  }

  /**
   * The pair of a row.
   *
   * @param id the name of the pair
   * @return empty where the row says that no response is better
   * @throws InvalidInput if the row is of no layout or a field is of the wrong kind
   */
  static Optional<Pair> pair(Columns columns, Row row, String id) {
    Layout layout = new Layout(columns, row);
    boolean mappedNames = columns.field(Role.CHOSEN).isPresent();
    boolean mappedNumbers = columns.field(Role.RESPONSE_1).isPresent();
    boolean named = mappedNames || !mappedNumbers && layout.hasAny("chosen", "rejected");
    boolean numbered =
        mappedNumbers
            || !mappedNames
                && layout.hasAny("response_1", "response_2", "response_a", "response_b");
    if (named && numbered) {
      throw row.invalid(
          "has 'chosen' or 'rejected' and also numbered responses, must be one layout, map the"
              + " columns that are meant");
    }
    if (!named && !numbered) {
      throw row.invalid(
          "has no responses: field 'chosen' is missing, must have prompt with chosen and rejected,"
              + " or with response_1, response_2 and label, add or map them");
    }
    return named ? Optional.of(layout.named(id)) : layout.numbered(id);
  }

  /** The id that a row gives itself. */
  static Optional<String> id(Columns columns, Row row) {
    return columns
        .field(Role.ID, row, "id")
        .flatMap(row::optionalText)
        .filter(text -> !text.isBlank());
  }

  private boolean hasAny(String... fields) {
    return List.of(fields).stream().anyMatch(row::has);
  }

  private Pair named(String id) {
    String chosenField = columns.field(Role.CHOSEN).orElse("chosen");
    String rejectedField = columns.field(Role.REJECTED).orElse("rejected");
    JsonNode chosen = row.value(chosenField);
    if (!chosen.isArray()) {
      return pair(id, prompt(), row.text(chosenField), row.text(rejectedField), Side.FIRST);
    }
    JsonNode rejected = row.value(rejectedField);
    if (!rejected.isArray()) {
      throw row.invalid(
          Text.format(
              "field '%s' is a list and field '%s' is %s, must be lists of messages or texts, both",
              chosenField, rejectedField, Row.kind(rejected)));
    }
    Conversation better = conversation(chosenField, chosen);
    Conversation worse = conversation(rejectedField, rejected);
    int common = better.commonWith(worse);
    String query = common == 0 ? prompt() : better.before(common).query();
    return pair(
        id, query, better.from(common).response(), worse.from(common).response(), Side.FIRST);
  }

  private Conversation conversation(String field, JsonNode list) {
    Conversation conversation = Conversation.of(row, field, list);
    if (conversation.messages().isEmpty()) {
      throw row.invalid("field '" + field + "' is an empty list, must end in a response");
    }
    return conversation;
  }

  private Optional<Pair> numbered(String id) {
    String first = columns.field(Role.RESPONSE_1, row, "response_1", "response_a").orElse("");
    String second = columns.field(Role.RESPONSE_2, row, "response_2", "response_b").orElse("");
    Optional<Side> gold = columns.field(Role.SCORE_1).isPresent() ? scored() : labelled();
    String a = row.text(first.isEmpty() ? "response_1" : first);
    String b = row.text(second.isEmpty() ? "response_2" : second);
    return gold.map(side -> pair(id, prompt(), a, b, side));
  }

  private Optional<Side> labelled() {
    String field = columns.field(Role.LABEL).orElse("label");
    JsonNode value = row.value(field);
    if (value.isMissingNode()) {
      throw row.invalid(
          Text.format(
                  "pair has no gold: field '%s' is missing, must be 1 or 2, or A or B (the better response),",
                  field)
              + " add it or map it");
    }
    boolean scalar = value.isIntegralNumber() || value.isTextual() || value.isBoolean();
    String label = scalar ? value.asText() : "";
    if (columns.labels().first().contains(label)) {
      return Optional.of(Side.FIRST);
    }
    if (columns.labels().second().contains(label)) {
      return Optional.of(Side.SECOND);
    }
    if (columns.labels().tie().contains(label)) {
      return Optional.empty();
    }
    throw row.invalid(
        Text.format(
            "field '%s' is %s, must be %s (the first is better), %s (the second) or %s, map others",
            field,
            value.isContainerNode() ? Row.kind(value) : value,
            anyOf(columns.labels().first()),
            anyOf(columns.labels().second()),
            anyOf(columns.labels().tie())));
  }

  private static String anyOf(Set<String> labels) {
    return String.join(" or ", labels.stream().sorted().toList());
  }

  private Optional<Side> scored() {
    int order = Double.compare(score(Role.SCORE_1), score(Role.SCORE_2));
    return order == 0 ? Optional.empty() : Optional.of(order > 0 ? Side.FIRST : Side.SECOND);
  }

  private double score(Role role) {
    String field = columns.field(role).orElse(role.key());
    JsonNode value = row.value(field);
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return value.doubleValue();
    }
    throw row.invalid(
        Text.format(
            "field '%s' is %s, must be a finite number or true or false (how good the response is)",
            field, value.isNumber() ? value : Row.kind(value)));
  }

  /** The query where no conversation holds it. */
  private String prompt() {
    String field = columns.field(Role.PROMPT).orElse("prompt");
    JsonNode value = row.value(field);
    return value.isArray() && !value.isEmpty()
        ? Conversation.of(row, field, value).query()
        : row.text(field);
  }

  private Pair pair(String id, String query, String first, String second, Side gold) {
    String section =
        columns
            .field(Role.SECTION, row, "section", "subset")
            .flatMap(row::optionalText)
            .filter(text -> !text.isBlank())
            .orElse(Pair.EVERYTHING);
    return new Pair(id, section, query, first, second, gold);
  }
}
