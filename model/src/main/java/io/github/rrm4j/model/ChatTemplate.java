package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.jinja.Template;
import io.github.rrm4j.jinja.TemplateError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private final Path source;
  private final Template template;
  private final Map<String, Object> specialTokens = new HashMap<>();

  private ChatTemplate(Path source, String text, JsonNode tokenizerConfig) {
    this.source = source;
    for (String name : SPECIAL_TOKENS) {
      JsonNode token = tokenizerConfig.path(name);
      Optional.ofNullable(token.isTextual() ? token.textValue() : token.path("content").textValue())
          .ifPresent(value -> specialTokens.put(name, value));
    }
    try {
      this.template = Template.parse(text);
    } catch (TemplateError e) {
      throw refused(e);
    }
  }

  /**
   * Reads chat_template.jinja, else the chat_template of tokenizer_config.json, else
   * chat_template.json.
   *
   * @param folder a Hugging Face model folder
   * @throws InvalidInput if the folder has no chat template, or one that is not supported
   */
  public static ChatTemplate read(Path folder) {
    Path config = folder.resolve("tokenizer_config.json");
    JsonNode tokenizerConfig = ModelFiles.object(config);
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      return new ChatTemplate(file, ModelFiles.text(file), tokenizerConfig);
    }
    for (Path json : List.of(config, folder.resolve("chat_template.json"))) {
      JsonNode template = ModelFiles.object(json).path("chat_template");
      if (!template.isMissingNode() && !template.isNull()) {
        return new ChatTemplate(json, text(json, template), tokenizerConfig);
      }
    }
    throw new InvalidInput(
        config + ": has no chat_template; add one, or a file chat_template.jinja beside it");
  }

  private static String text(Path file, JsonNode template) {
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

  private InvalidInput refused(TemplateError e) {
    return new InvalidInput(
        source + ": the chat template cannot be rendered: " + e.getMessage(), e);
  }
}
