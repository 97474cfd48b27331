package io.github.rrm4j.evaluation.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.OpenModel;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads passages from JSON objects, for a model whose token ids they become.
 *
 * <pre>{@code
 * {"prompt": "2 + 2 =", "completion": " 4"}                     plain text
 * {"messages": [{"role": "user", "content": "2 + 2 ="}], ...}    rendered by the chat template
 * {"prompt_tokens": [17, 10, 17], "completion_tokens": [19]}    ids as they are
 * {"text": "2 + 2 = 4"} or {"tokens": [17, 10, 17, 19]}         to be scored from its start
 * }</pre>
 *
 * <p>Prompt and completion are tokenized apart, so that a token never spans both. Nothing is added
 * to a text: special tokens that it should have are written in it.
 */
public final class PassageReader {

  private static final int[] NOTHING = {};
  private static final List<String> PROMPTS = List.of("prompt", "messages", "prompt_tokens");
  private static final List<String> COMPLETIONS = List.of("completion", "completion_tokens");
  private static final List<String> WHOLE = List.of("text", "tokens");

  private final Tokenizer tokenizer;
  private final ChatTemplate chat;
  private final int vocab;
  private final int maxPositions;

  /** Reads passages for a model that is open. */
  public PassageReader(OpenModel model) {
    this.tokenizer = model.tokenizer();
    this.chat = model.chat();
    this.vocab = model.config().vocab();
    this.maxPositions = model.config().maxPositions();
  }

  /**
   * A line that is to be scored: a prompt and a completion, or a whole text.
   *
   * @throws InvalidInput if it is neither, or does not fit the model
   */
  public Passage scored(Row line) {
    List<String> whole = present(line, WHOLE);
    List<String> parts = new ArrayList<>(present(line, PROMPTS));
    parts.addAll(present(line, COMPLETIONS));
    if (whole.size() == 1 && parts.isEmpty()) {
      return fitting(line, new Passage(JsonLines.id(line), NOTHING, ids(line, whole.get(0))), 0);
    }
    if (!whole.isEmpty()) {
      List<String> both = new ArrayList<>(whole);
      both.addAll(parts);
      throw line.invalid(
          "has '%s' and '%s', must have one of text and tokens, or a prompt and a completion",
          both.get(0), both.get(1));
    }
    int[] prompt = ids(line, only(line, PROMPTS));
    return fitting(
        line, new Passage(JsonLines.id(line), prompt, ids(line, only(line, COMPLETIONS))), 0);
  }

  /**
   * A line that is to be continued: a prompt. A completion beside it is not read.
   *
   * @param newTokens how many tokens may follow
   * @throws InvalidInput if there is none, or it does not fit the model
   */
  public Passage prompt(Row line, int newTokens) {
    int[] prompt = ids(line, only(line, PROMPTS));
    return fitting(line, new Passage(JsonLines.id(line), prompt, NOTHING), newTokens);
  }

  private static List<String> present(Row line, List<String> fields) {
    return fields.stream().filter(line::has).toList();
  }

  private static String only(Row line, List<String> fields) {
    List<String> present = present(line, fields);
    if (present.size() != 1) {
      throw line.invalid(
          "has %s of the fields %s%s, must have one",
          present.isEmpty() ? "none" : String.join(" and ", present),
          String.join(", ", fields),
          present.isEmpty() ? line.alike(fields) : "");
    }
    return present.get(0);
  }

  private int[] ids(Row line, String field) {
    int[] ids =
        switch (field) {
          case "messages" -> tokenizer.encode(chat.render(messages(line)));
          case "tokens", "prompt_tokens", "completion_tokens" -> tokens(line, field);
          default -> tokenizer.encode(line.text(field));
        };
    if (ids.length == 0) {
      throw line.invalid("field '" + field + "' is empty, must hold at least one token");
    }
    return ids;
  }

  private static List<Message> messages(Row line) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : line.object().get("messages")) {
      if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
        throw line.invalid(
            "field 'messages' holds %s, must be a list of objects with texts 'role' and 'content'",
            message);
      }
      messages.add(
          new Message(message.get("role").textValue(), message.get("content").textValue()));
    }
    if (messages.isEmpty()) {
      throw line.invalid("field 'messages' holds no message, must hold at least one");
    }
    return messages;
  }

  private int[] tokens(Row line, String field) {
    JsonNode list = line.object().get(field);
    if (!list.isArray()) {
      throw line.invalid("field '" + field + "' is " + list + ", must be a list of token ids");
    }
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = list.get(i);
      if (!id.isIntegralNumber()
          || !id.canConvertToInt()
          || id.intValue() < 0
          || id.intValue() >= vocab) {
        throw line.invalid(
            "field '%s' holds %s, must be a list of token ids from 0 to %d", field, id, vocab - 1);
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  private Passage fitting(Row line, Passage passage, int newTokens) {
    if (passage.length() + newTokens > maxPositions) {
      throw line.invalid(
          "has %d tokens%s, the model has %d positions; shorten it%s",
          passage.length(),
          newTokens > 0 ? " and " + newTokens + " may follow" : "",
          maxPositions,
          newTokens > 0 ? " or lower --max-new-tokens" : "");
    }
    return passage;
  }
}
