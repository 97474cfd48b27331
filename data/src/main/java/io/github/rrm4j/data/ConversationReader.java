package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one reader of prompts and responses, in every form that data sets write them:
 *
 * <ul>
 *   <li>a text; one that begins with {@code Human:} and holds an {@code Assistant:} turn is a
 *       transcript (Bai et al. 2022, "Training a Helpful and Harmless Assistant"), of which an
 *       empty turn at the end is dropped;
 *   <li>a list of messages, or one message, as {@code {role, content}} or {@code {from, value}}
 *       (ShareGPT), where {@code human} and {@code gpt} are user and assistant;
 *   <li>a content that is a list of text parts, which are joined by a line break as vLLM joins
 *       them; parts of another type are refused.
 * </ul>
 *
 * <p>Other fields of a message are noted as unused ({@link Row#unusedFields}).
 */
public final class ConversationReader {

  private static final Pattern TURN = Pattern.compile("(?:\\A\\s*|\\n\\n)(Human|Assistant):[ ]?");
  private static final Pattern TRANSCRIPT =
      Pattern.compile("\\A\\s*Human:.*?\\n\\nAssistant:.*", Pattern.DOTALL);

  /** The names that ShareGPT and its heirs give to the two sides. */
  private static final Map<String, String> SHAREGPT_ROLES =
      Map.of(
          "human", Conversation.USER,
          "gpt", Conversation.ASSISTANT,
          "chatgpt", Conversation.ASSISTANT,
          "bing", Conversation.ASSISTANT,
          "bard", Conversation.ASSISTANT,
          "model", Conversation.ASSISTANT);

  private ConversationReader() {}

  /** The conversation with the system message that stands in a field of its own. */
  static Conversation withSystem(Row row, Optional<String> field, Conversation prompt) {
    Optional<String> text =
        field.filter(row::has).map(row::text).filter(system -> !system.isBlank());
    if (text.isEmpty()) {
      return prompt;
    }
    return withSystem(row, field.get(), new Message(Conversation.SYSTEM, text.get()), prompt);
  }

  /** The conversation with a system message in front, unless it begins with it. */
  static Conversation withSystem(Row row, String field, Message system, Conversation prompt) {
    Message first = prompt.messages().get(0);
    if (first.equals(system)) {
      return prompt;
    }
    if (first.role().equals(Conversation.SYSTEM)) {
      throw row.invalid(
          Text.format(
              "field '%s' and the conversation have two different system messages, must agree,"
                  + " remove one",
              field));
    }
    return new Conversation(List.of(system)).then(prompt);
  }

  /**
   * The conversation of a value.
   *
   * @param field what messages of errors call it
   * @param role of a text that stands alone
   * @return at least one message
   * @throws InvalidInput if it is in no form that is known
   */
  public static Conversation read(Row row, String field, JsonNode value, String role) {
    if (value.isObject()) {
      return new Conversation(List.of(message(row, field, field, value)));
    }
    if (!value.isArray()) {
      String text = row.text(field, value);
      return role.equals(Conversation.USER) && isTranscript(text)
          ? transcript(row, field, text)
          : new Conversation(List.of(new Message(role, text)));
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode item : value) {
      String place = field + "[" + messages.size() + "]";
      if (!item.isObject()) {
        throw row.invalid(
            Text.format(
                "field '%s' is %s, must be a message with role and content, correct or remove the row",
                place, Row.kind(item)));
      }
      messages.add(message(row, field + "[]", place, item));
    }
    if (messages.isEmpty()) {
      throw row.invalid("field '" + field + "' is an empty list, must hold a message");
    }
    return new Conversation(messages);
  }

  /** Whether a text is a transcript of turns. */
  static boolean isTranscript(String text) {
    return TRANSCRIPT.matcher(text).matches();
  }

  /** The turns of a transcript. */
  static Conversation transcript(Row row, String field, String text) {
    List<Message> messages = new ArrayList<>();
    Matcher turn = TURN.matcher(text);
    for (boolean more = turn.find(); more; ) {
      boolean human = turn.group(1).equals("Human");
      int start = turn.end();
      more = turn.find();
      String content = text.substring(start, more ? turn.start() : text.length()).strip();
      if (more || human || !content.isEmpty()) {
        messages.add(new Message(human ? Conversation.USER : Conversation.ASSISTANT, content));
      }
    }
    if (messages.isEmpty()) {
      throw row.invalid("field '" + field + "' is a transcript without turns, must have some");
    }
    return new Conversation(messages);
  }

  private static Message message(Row row, String pattern, String place, JsonNode item) {
    boolean shareGpt = item.has("from") && item.has("value") && !item.has("role");
    String role = shareGpt ? "from" : "role";
    String content = shareGpt ? "value" : "content";
    for (Map.Entry<String, JsonNode> other : item.properties()) {
      if (!Set.of(role, content).contains(other.getKey()) && !other.getValue().isNull()) {
        row.noteUnused(pattern + "." + other.getKey());
      }
    }
    String given = row.text(place + "." + role, item.path(role));
    return new Message(
        shareGpt ? SHAREGPT_ROLES.getOrDefault(given, given) : given,
        content(row, place + "." + content, item.path(content)));
  }

  private static String content(Row row, String place, JsonNode value) {
    if (!value.isArray()) {
      return row.text(place, value);
    }
    List<String> parts = new ArrayList<>();
    for (JsonNode part : value) {
      String at = place + "[" + parts.size() + "]";
      String type = part.path("type").asText("text");
      if (part.isObject() && !type.equals("text")) {
        throw row.invalid(
            Text.format("field '%s' is of type %s, must be text, remove the row", at, type));
      }
      parts.add(part.isObject() ? row.text(at + ".text", part.path("text")) : row.text(at, part));
    }
    return String.join("\n", parts);
  }
}
