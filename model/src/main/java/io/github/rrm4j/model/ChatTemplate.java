package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's chat template (Jinja), from {@code chat_template.jinja} or {@code
 * tokenizer_config.json}.
 */
public final class ChatTemplate {

  /**
   * @param role system, user or assistant
   * @param content the text
   */
  public record Message(String role, String content) {}

  private final Path source;
  private final String template;
  private final Map<String, Object> specialTokens = new HashMap<>();
  private final Jinjava jinjava;

  private ChatTemplate(Path source, String template, JsonNode tokenizerConfig) {
    this.source = source;
    this.template = template;
    for (String name : new String[] {"bos_token", "eos_token", "pad_token"}) {
      JsonNode token = tokenizerConfig.path(name);
      specialTokens.put(name, token.isTextual() ? token.asText() : token.path("content").asText());
    }
    this.jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withLegacyOverrides(
                    LegacyOverrides.newBuilder().withKeepNullableLoopValues(true).build())
                .build());
    jinjava
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "raise", String.class));
  }

  /** What {@code raise_exception(message)} of a template does. */
  public static String raise(String message) {
    throw new IllegalArgumentException(message);
  }

  /**
   * @param folder a Hugging Face model folder
   * @throws InvalidInput if the folder has no chat template
   */
  public static ChatTemplate read(Path folder) {
    Path config = folder.resolve("tokenizer_config.json");
    Path file = folder.resolve("chat_template.jinja");
    JsonNode tokenizerConfig = Tokenizer.JsonFile.readIfThere(config);
    if (Files.isRegularFile(file)) {
      try {
        return new ChatTemplate(file, Files.readString(file), tokenizerConfig);
      } catch (IOException e) {
        throw new InvalidInput(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    JsonNode template = tokenizerConfig.path("chat_template");
    if (!template.isTextual()) {
      throw new InvalidInput(
          config + ": has no chat_template; add one, or a file chat_template.jinja beside it");
    }
    return new ChatTemplate(config, template.asText(), tokenizerConfig);
  }

  /**
   * The text of a conversation, with the start of the assistant's turn.
   *
   * @throws InvalidInput if the template cannot be rendered, rather than a wrong prompt
   */
  public String render(List<Message> messages) {
    Map<String, Object> context = new HashMap<>(specialTokens);
    List<Map<String, Object>> list = new ArrayList<>();
    messages.forEach(m -> list.add(Map.of("role", m.role(), "content", m.content())));
    context.put("messages", list);
    context.put("add_generation_prompt", true);
    RenderResult result = jinjava.renderForResult(template, context);
    if (result.hasErrors()) {
      throw new InvalidInput(
          source
              + ": the chat template cannot be rendered: "
              + result.getErrors().get(0).getMessage());
    }
    return result.getOutput();
  }
}
