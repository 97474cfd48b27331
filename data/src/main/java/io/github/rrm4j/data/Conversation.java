package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A list of chat messages and the text that a judge sees of it.
 *
 * <p>One message of the user alone is its own text. Anything longer, or with a system message, is
 * written out turn by turn, each under its role, turns parted by an empty line:
 *
 * <pre>
 * [System]
 * You are brief.
 *
 * [User]
 * Name a colour.
 * </pre>
 */
public record Conversation(List<Message> messages) {

  /**
   * @param role system, user, assistant or another that the data names
   * @param content the text
   */
  public record Message(String role, String content) {}

  public Conversation {
    messages = List.copyOf(messages);
  }

  /**
   * The conversation of a list of {@code {role, content}}.
   *
   * @param field what messages of errors call it
   * @throws io.github.rrm4j.contracts.InvalidInput if an item is not such an object
   */
  public static Conversation of(Row row, String field, JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode item : list) {
      String place = field + "[" + messages.size() + "]";
      if (!item.isObject()) {
        throw row.invalid(
            Text.format(
                "field '%s' is %s, must be a message with role and content, correct or remove the row",
                place, Row.kind(item)));
      }
      messages.add(
          new Message(
              row.text(place + ".role", item.path("role")),
              row.text(place + ".content", item.path("content"))));
    }
    return new Conversation(messages);
  }

  /** How many messages two conversations begin with alike; the last one of each never counts. */
  int commonWith(Conversation other) {
    int most = Math.min(messages.size(), other.messages.size()) - 1;
    int common = 0;
    while (common < most && messages.get(common).equals(other.messages.get(common))) {
      common++;
    }
    return common;
  }

  /** The messages before an index. */
  Conversation before(int end) {
    return new Conversation(messages.subList(0, end));
  }

  /** The messages from an index on. */
  Conversation from(int start) {
    return new Conversation(messages.subList(start, messages.size()));
  }

  /** What a judge sees of it as a query. */
  public String query() {
    return alone("user");
  }

  /** What a judge sees of it as a response. */
  String response() {
    return alone("assistant");
  }

  private String alone(String role) {
    if (messages.size() == 1 && messages.get(0).role().equals(role)) {
      return messages.get(0).content();
    }
    return messages.stream()
        .map(message -> "[" + capital(message.role()) + "]\n" + message.content())
        .collect(Collectors.joining("\n\n"));
  }

  private static String capital(String role) {
    return role.isEmpty() ? "" : role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
  }
}
