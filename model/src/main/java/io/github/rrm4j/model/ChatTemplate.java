package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.jinja.Template;
import io.github.rrm4j.jinja.TemplateError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's chat template: how a conversation is written as one text.
 *
 * <p>Source: transformers' {@code apply_chat_template}, whose text it gives character for character
 * or refuses ({@link Template}). Of several named templates {@code default} is taken. Differs: the
 * date that a template asks for is always the same ({@link Template}).
 */
public final class ChatTemplate {

  /**
   * @param role system, user or assistant
   * @param content the text
   */
  public record Message(String role, String content) {}

  /** What is written after the last message. */
  public enum Start {
    /** Nothing: the conversation is over, or trained as it is. */
    NONE,
    /** The beginning of the assistant's turn, the generation prompt. */
    ASSISTANT,
    /** The same with {@code enable_thinking} false, which some templates know. */
    ASSISTANT_WITHOUT_THINKING
  }

  private final Path source;
  private final Template template;
  private final Map<String, String> specialTokens;

  /**
   * @throws InvalidInput if there is no chat template, or one that is not supported
   */
  ChatTemplate(ModelText from) {
    ModelText.Template found = from.template();
    this.source = found.file();
    this.specialTokens = SpecialTokens.named(from);
    try {
      this.template = Template.parse(found.text());
    } catch (TemplateError e) {
      throw refused(e);
    }
  }

  /**
   * Reads the chat template of a model folder or of an adapter with its base, as {@link ModelText}
   * finds it.
   *
   * @throws InvalidInput if the folder has no chat template, or one that is not supported
   */
  public static ChatTemplate read(Path folder) {
    return ModelText.of(folder).chat();
  }

  /** The default one of a chat_template of JSON. */
  static String text(Path file, JsonNode template) {
    JsonNode found = template;
    if (template.isArray()) {
      for (JsonNode named : template) {
        if (named.path("name").asText().equals("default")) {
          found = named.path("template");
        }
      }
    }
    if (!found.isTextual()) {
      throw new InvalidInput(
          file
              + ": chat_template is "
              + OneLine.of(template)
              + ", must be a text or a list of {name, template} with the name default");
    }
    return found.textValue();
  }

  /** The text of a conversation, with the start of the assistant's turn. */
  public String render(List<Message> messages) {
    return render(messages, Start.ASSISTANT);
  }

  /**
   * The text of a conversation.
   *
   * @throws InvalidInput if the template refuses it or cannot be rendered, rather than a wrong
   *     prompt
   */
  public String render(List<Message> messages, Start start) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put(
        "messages",
        messages.stream().map(m -> Map.of("role", m.role(), "content", m.content())).toList());
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", start != Start.NONE);
    if (start == Start.ASSISTANT_WITHOUT_THINKING) {
      variables.put("enable_thinking", false);
    }
    try {
      return template.render(variables);
    } catch (TemplateError e) {
      throw refused(e);
    }
  }

  /** The file that it is from. */
  public Path source() {
    return source;
  }

  /** Whether it writes the beginning of the assistant's turn where it is asked to. */
  public boolean opensTurn() {
    List<Message> question = List.of(new Message("user", "?"));
    return !render(question, Start.ASSISTANT).equals(render(question, Start.NONE));
  }

  private InvalidInput refused(TemplateError e) {
    return new InvalidInput(
        source + ": the chat template cannot be rendered: " + e.getMessage(), e);
  }
}
