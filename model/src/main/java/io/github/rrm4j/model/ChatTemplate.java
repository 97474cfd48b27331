package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
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
    this.template = template.replaceFirst("\\R\\z", ""); // as Jinja does
    for (String name : new String[] {"bos_token", "eos_token", "pad_token"}) {
      JsonNode token = tokenizerConfig.path(name);
      specialTokens.put(name, token.isTextual() ? token.asText() : token.path("content").asText());
    }
    this.jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false) // a message is never a template
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
    throw new Refused(message);
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
    JinjavaInterpreter interpreter =
        new JinjavaInterpreter(
            jinjava, new Strict(jinjava.getGlobalContext(), context), jinjava.getGlobalConfig());
    try (var current = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
      String result = current.value().render(template);
      if (!interpreter.getErrors().isEmpty()) {
        throw new InvalidInput(
            source
                + ": the chat template cannot be rendered: "
                + reason(interpreter.getErrors().get(0)).replaceAll("\\s*\\R\\s*", " "));
      }
      return result;
    }
  }

  private static String reason(TemplateError error) {
    for (Throwable t = error.getException(); t != null; t = t.getCause()) {
      if (t instanceof Refused) {
        return t.getMessage();
      }
    }
    return error.getMessage();
  }

  /** What stops a rendering. */
  private static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message);
    }
  }

  /** Where Jinjava takes an unknown filter or test for an empty value, this refuses it. */
  private static final class Strict extends Context {
    Strict(Context parent, Map<String, Object> variables) {
      super(parent, variables);
    }

    @Override
    public Filter getFilter(String name) {
      Filter filter = super.getFilter(name);
      if (filter == null) {
        throw new Refused("there is no filter '" + name + "'");
      }
      return filter;
    }

    @Override
    public ExpTest getExpTest(String name) {
      ExpTest test = super.getExpTest(name);
      if (test == null) {
        throw new Refused("there is no test '" + name + "'");
      }
      return test;
    }
  }
}
