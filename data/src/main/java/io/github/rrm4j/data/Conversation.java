package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A list of chat messages. Policies and scalar reward models read the messages; a pair judge reads
 * {@link #query()} and {@link #response()}.
 *
 * <p>One message of the user alone is its own text. Anything longer, or with a system message, is
 * written out turn by turn, each under its role, turns parted by an empty line:
 *
 * <pre>
 * [System]
 * You are brief.
 *
 * [User]
 * Name a color.
 * </pre>
 */
public record Conversation(List<Message> messages) {

  static final String SYSTEM = "system";
  static final String USER = "user";
  static final String ASSISTANT = "assistant";

  /**
   * @param role system, user, assistant or another that the data names
   * @param content the text
   */
  public record Message(String role, String content) {}

  public Conversation {
    messages = List.copyOf(messages);
  }

  /** One message of the user. */
  public static Conversation ofUser(String text) {
    return new Conversation(List.of(new Message(USER, text)));
  }

  /** One message of the assistant. */
  public static Conversation ofAssistant(String text) {
    return new Conversation(List.of(new Message(ASSISTANT, text)));
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

  /** The messages before the last one. */
  public Conversation withoutLast() {
    return before(messages.size() - 1);
  }

  /** The same messages, the last one with another text. */
  public Conversation withLast(String content) {
    return withoutLast().then(new Conversation(List.of(new Message(last().role(), content))));
  }

  /** The last message. */
  public Message last() {
    return messages.get(messages.size() - 1);
  }

  /** The messages before an index. */
  Conversation before(int end) {
    return new Conversation(messages.subList(0, end));
  }

  /** The messages from an index on. */
  Conversation from(int start) {
    return new Conversation(messages.subList(start, messages.size()));
  }

  /** These messages, then those of another conversation. */
  public Conversation then(Conversation next) {
    List<Message> all = new ArrayList<>(messages);
    all.addAll(next.messages);
    return new Conversation(all);
  }

  /** The conversation with the texts of a role changed; the very same where nothing changes. */
  Conversation with(String role, UnaryOperator<String> change) {
    List<Message> changed =
        messages.stream()
            .map(m -> m.role().equals(role) ? new Message(role, change.apply(m.content())) : m)
            .toList();
    return changed.equals(messages) ? this : new Conversation(changed);
  }

  /** Whether no message has a text. */
  public boolean isBlank() {
    return messages.stream().allMatch(message -> message.content().isBlank());
  }

  /** What a judge sees of it as a query. */
  public String query() {
    return alone(USER);
  }

  /** What a judge sees of it as a response. */
  public String response() {
    return alone(ASSISTANT);
  }

  private boolean isOnly(String role) {
    return messages.size() == 1 && messages.get(0).role().equals(role);
  }

  private String alone(String role) {
    if (isOnly(role)) {
      return messages.get(0).content();
    }
    return messages.stream()
        .map(message -> "[" + capital(message.role()) + "]\n" + message.content())
        .collect(Collectors.joining("\n\n"));
  }

  private static String capital(String role) {
    return role.isEmpty() ? "" : role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
  }

  /** Puts a prompt into an object: the text of a user's only message, else the messages. */
  public void intoPrompt(ObjectNode json, String field) {
    into(json, field, isOnly(USER));
  }

  /** Puts two responses into an object: as texts where both are one, else as messages. */
  static void intoResponses(
      ObjectNode json, String field, Conversation first, String other, Conversation second) {
    boolean texts = first.isOnly(ASSISTANT) && second.isOnly(ASSISTANT);
    first.into(json, field, texts);
    second.into(json, other, texts);
  }

  private void into(ObjectNode json, String field, boolean asText) {
    if (asText) {
      json.put(field, messages.get(0).content());
      return;
    }
    ArrayNode list = json.putArray(field);
    messages.forEach(m -> list.addObject().put("role", m.role()).put("content", m.content()));
  }
}
