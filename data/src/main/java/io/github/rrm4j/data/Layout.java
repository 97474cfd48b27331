package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.data.rows.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How rows become pairs. A row has its layout of its fields, so that layouts may stand in one file:
 *
 * <ul>
 *   <li>{@code chosen} and {@code rejected} with {@code prompt};
 *   <li>{@code response_1} and {@code response_2} (or {@code response_a}, {@code response_b}, or
 *       {@code conversation_a}, {@code conversation_b}) with {@code prompt} and {@code label} (or
 *       {@code winner}), or with two scores that are mapped.
 * </ul>
 *
 * <p>Prompt and responses are in any form that {@link ConversationReader} reads. Turns that both
 * responses begin with belong to the prompt; {@code system} stands before it. The section is {@code
 * section}, else {@code subset}, else {@code all}. In the first layout the chosen response is
 * presented first: who judges draws the order.
 */
final class Layout {

  /** The fields of each role that are looked for without a mapping, first come first. */
  static final Map<Role, List<String>> USUAL_FIELDS =
      Map.of(
          Role.ID, List.of("id"),
          Role.SECTION, List.of("section", "subset"),
          Role.PROMPT, List.of("prompt", "conversations"),
          Role.SYSTEM, List.of("system", "system_prompt"),
          Role.CHOSEN, List.of("chosen"),
          Role.REJECTED, List.of("rejected"),
          Role.RESPONSE_1, List.of("response_1", "response_a", "conversation_a"),
          Role.RESPONSE_2, List.of("response_2", "response_b", "conversation_b"),
          Role.LABEL, List.of("label", "winner"));

  /** The names of responses that may be meant. */
  private static final List<String> RESPONSES =
      Stream.of(Role.CHOSEN, Role.REJECTED, Role.RESPONSE_1, Role.RESPONSE_2)
          .flatMap(role -> USUAL_FIELDS.get(role).stream())
          .toList();

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
   * @throws io.github.rrm4j.contracts.InvalidInput if the row is of no layout or a field is of the
   *     wrong kind
   */
  static Optional<Pair> pair(Columns columns, Row row, String id) {
    Layout layout = new Layout(columns, row);
    boolean named = layout.isNamed();
    Optional<Side> gold = named ? Optional.of(Side.FIRST) : layout.gold();
    Texts texts = layout.texts(named);
    String section =
        columns
            .field(Role.SECTION, row)
            .flatMap(row::optionalText)
            .filter(text -> !text.isBlank())
            .orElse(Pair.EVERYTHING);
    return gold.map(
        side -> new Pair(id, section, texts.prompt(), texts.first(), texts.second(), side));
  }

  /**
   * The pair of a row that may have no label.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if the row is of no layout or a field is of the
   *     wrong kind
   */
  static OpenPair open(Columns columns, Row row, String id) {
    Layout layout = new Layout(columns, row);
    boolean named = layout.isNamed();
    boolean known = named || columns.field(Role.LABEL, row).isPresent();
    Optional<Side> gold =
        named ? Optional.of(Side.FIRST) : known ? layout.gold() : Optional.empty();
    Texts texts = layout.texts(named);
    return new OpenPair(id, texts.prompt(), texts.first(), texts.second(), gold);
  }

  /** The id that a row gives itself. */
  static Optional<String> id(Columns columns, Row row) {
    return columns.field(Role.ID, row).flatMap(row::optionalWord);
  }

  /** The prompt of a row that has no responses, or other ones. */
  static Conversation prompt(Row row) {
    return new Layout(Columns.USUAL, row).prompt(new Conversation(List.of()));
  }

  /** A prompt and two responses. */
  private record Texts(Conversation prompt, Conversation first, Conversation second) {}

  /** Whether the responses are named chosen and rejected, and not numbered. */
  private boolean isNamed() {
    boolean mappedNames = columns.field(Role.CHOSEN).isPresent();
    boolean mappedNumbers = columns.field(Role.RESPONSE_1).isPresent();
    boolean named = mappedNames || !mappedNumbers && hasAny(Role.CHOSEN, Role.REJECTED);
    boolean numbered = mappedNumbers || !mappedNames && hasAny(Role.RESPONSE_1, Role.RESPONSE_2);
    if (named && numbered) {
      throw row.invalid(
          "has 'chosen' or 'rejected' and also numbered responses, must be one layout, map the"
              + " columns that are meant");
    }
    if (!named && !numbered) {
      throw row.invalid(
          "has no responses: field 'chosen' is missing"
              + row.alike(RESPONSES)
              + ", must have prompt with chosen and rejected, or with response_1, response_2 and"
              + " label, add or map them");
    }
    return named;
  }

  private boolean hasAny(Role one, Role other) {
    return columns.field(one, row).isPresent() || columns.field(other, row).isPresent();
  }

  private Texts texts(boolean named) {
    String field1 = field(named ? Role.CHOSEN : Role.RESPONSE_1);
    String field2 = field(named ? Role.REJECTED : Role.RESPONSE_2);
    JsonNode value1 = row.value(field1);
    JsonNode value2 = row.value(field2);
    if (value1.isArray() != value2.isArray()
        && !value1.isMissingNode()
        && !value2.isMissingNode()) {
      throw row.invalid(
          Text.format(
              "field '%s' is %s and field '%s' is %s, must be lists of messages or texts, both",
              field1, Row.kind(value1), field2, Row.kind(value2)));
    }
    boolean transcripts =
        ConversationReader.isTranscript(value1.asText())
            && ConversationReader.isTranscript(value2.asText());
    Conversation first = reply(field1, value1, transcripts);
    Conversation second = reply(field2, value2, transcripts);
    int common = first.commonWith(second);
    return new Texts(prompt(first.before(common)), first.from(common), second.from(common));
  }

  private String field(Role role) {
    return columns.field(role, row).orElseGet(() -> USUAL_FIELDS.get(role).get(0));
  }

  private Conversation reply(String field, JsonNode value, boolean transcript) {
    return transcript
        ? ConversationReader.transcript(row, field, row.text(field, value))
        : ConversationReader.read(row, field, value, Conversation.ASSISTANT);
  }

  /**
   * What both responses answer.
   *
   * @param shared the turns that both begin with
   */
  private Conversation prompt(Conversation shared) {
    String field = field(Role.PROMPT);
    Conversation prompt = shared;
    if (shared.messages().isEmpty() || row.has(field)) {
      prompt = ConversationReader.read(row, field, row.value(field), Conversation.USER);
      prompt = shared.messages().isEmpty() ? prompt : joined(field, prompt, shared);
    }
    return ConversationReader.withSystem(row, columns.field(Role.SYSTEM, row), prompt);
  }

  /** A prompt and the turns that follow it, which may hold it already. */
  private Conversation joined(String field, Conversation prompt, Conversation shared) {
    if (contains(shared, prompt)) {
      return withSystemOf(prompt, shared, field);
    }
    if (contains(prompt, shared)) {
      return withSystemOf(shared, prompt, field);
    }
    String next = shared.messages().get(0).role();
    if (next.equals(Conversation.USER) || next.equals(Conversation.SYSTEM)) {
      throw row.invalid(
          Text.format(
              "field '%s' is not among the turns that both responses begin with, must be one"
                  + " conversation, remove it or map 'prompt' to another field",
              field));
    }
    return prompt.then(shared);
  }

  private Conversation withSystemOf(Conversation other, Conversation whole, String field) {
    Message first = other.messages().get(0);
    return first.role().equals(Conversation.SYSTEM)
        ? ConversationReader.withSystem(row, field, first, whole)
        : whole;
  }

  /** Whether the user's messages of one conversation are all in another, in their order. */
  private static boolean contains(Conversation whole, Conversation part) {
    int at = 0;
    List<String> texts = texts(whole);
    for (String text : texts(part)) {
      int found = texts.subList(at, texts.size()).indexOf(text);
      if (found < 0) {
        return false;
      }
      at += found + 1;
    }
    return !texts(part).isEmpty();
  }

  private static List<String> texts(Conversation conversation) {
    return conversation.messages().stream()
        .filter(message -> message.role().equals(Conversation.USER))
        .map(Message::content)
        .map(String::strip)
        .toList();
  }

  private Optional<Side> gold() {
    return columns.field(Role.SCORE_1).isPresent() ? scored() : labeled();
  }

  private Optional<Side> labeled() {
    String field = field(Role.LABEL);
    JsonNode value = row.value(field);
    if (value.isMissingNode()) {
      throw row.invalid(
          Text.format(
              "pair has no gold: field '%s' is missing%s, must be 1 or 2, or A or B (the better response),"
                  + " add it or map it",
              field, row.alike(USUAL_FIELDS.get(Role.LABEL))));
    }
    String label = Row.word(value).orElse("");
    if (columns.labels().first().contains(label)) {
      return Optional.of(Side.FIRST);
    }
    if (columns.labels().second().contains(label)) {
      return Optional.of(Side.SECOND);
    }
    if (columns.labels().tie().contains(label)) {
      return Optional.empty();
    }
    String bare = label.replaceAll("^[*_`\\[(]+|[*_`\\])]+$", "");
    throw row.invalid(
        Text.format(
            "field '%s' is %s, must be %s (the first is better), %s (the second) or %s, %s",
            field,
            Row.shown(value),
            anyOf(columns.labels().first()),
            anyOf(columns.labels().second()),
            anyOf(columns.labels().tie()),
            columns.labels().all().contains(bare) ? "write " + bare + " or map it" : "map others"));
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
    return row.number(field, row.value(field), "how good the response is");
  }
}
