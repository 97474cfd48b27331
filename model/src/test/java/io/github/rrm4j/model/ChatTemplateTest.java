package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ChatTemplate.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

  private static final List<Message> CONVERSATION =
      List.of(new Message("system", "be fair."), new Message("user", "the sum?"));

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(folder);
  }

  @Test
  void aConversationIsRenderedWithTheStartOfTheAssistantsTurn() {
    assertEquals(
        "be fair.\n<|user|>the sum?<|assistant|><think>\n",
        ChatTemplate.read(folder).render(CONVERSATION));
  }

  @Test
  void earlierTurnsEndWithTheEndOfSequenceToken() {
    assertEquals(
        "<|user|>a<|assistant|>b<|end|><|user|>c<|assistant|><think>\n",
        ChatTemplate.read(folder)
            .render(
                List.of(
                    new Message("user", "a"),
                    new Message("assistant", "b"),
                    new Message("user", "c"))));
  }

  @Test
  void whatAMessageSaysIsNeverTakenForATemplate() {
    String content =
        "{{ 1 + 1 }} {% if true %} {# note #} {{ bos_token }} <b> & 'x' \\n \\boxed{1}";
    assertEquals(
        "<|user|>" + content + "<|assistant|><think>\n",
        ChatTemplate.read(folder).render(List.of(new Message("user", content))));
  }

  @Test
  void theTemplateFileComesBeforeTheConfigAndItsLastNewlineIsNotPartOfThePrompt()
      throws IOException {
    template("{{ messages[0]['content'] }}{{ eos_token }}{{ pad_token }}\n");
    assertEquals("be fair.<|end|><|pad|>", ChatTemplate.read(folder).render(CONVERSATION));
  }

  @Test
  void aLineOfBlocksLeavesNothingBehind() throws IOException {
    template(
        """
        {% for message in messages %}
          {% if message.role == 'user' %}
        [{{ message.content }}]
          {% endif %}
        {% endfor %}
        {% if add_generation_prompt %}
        >
        {%- endif %}
        """);
    assertEquals("[the sum?]\n>", ChatTemplate.read(folder).render(CONVERSATION));
  }

  @Test
  void aVariableThatIsNotGivenIsFalse() throws IOException {
    template("{% if tools %}tools{% else %}none{% endif %}");
    assertEquals("none", ChatTemplate.read(folder).render(CONVERSATION));
  }

  @Test
  void whatTheTemplateRaisesIsTheUsersMistake() {
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () -> ChatTemplate.read(folder).render(List.of(new Message("assistant", "b"))));
    String start = folder.resolve("tokenizer_config.json") + ": the chat template cannot be";
    assertEquals(start, error.getMessage().substring(0, start.length()));
    assertTrue(
        error.getMessage().contains("a conversation starts with the system or the user"),
        error.getMessage());
    assertTrue(error.getMessage().lines().count() == 1, error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for m in messages %}{{ m.content }}",
        "{{ messages[0].content | shorten_well }}",
        "{{ today_in_words('%d') }}",
        "{% invent messages %}",
        "{% if messages is in_order %}{% endif %}{{ messages[0].content }}",
        "{{ messages[0].content.no_such_method() }}"
      })
  void aTemplateThatCannotBeRenderedIsAnErrorAndNotAWrongPrompt(String template)
      throws IOException {
    template(template);
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> ChatTemplate.read(folder).render(CONVERSATION), template);
    String start = folder.resolve("chat_template.jinja") + ": the chat template cannot be";
    assertEquals(start, error.getMessage().substring(0, start.length()));
  }

  @Test
  void aFolderWithoutATemplateIsRefused() throws IOException {
    TextFolder.change(
        folder.resolve("tokenizer_config.json"), json -> json.remove("chat_template"));
    assertNoTemplate();
    Files.delete(folder.resolve("tokenizer_config.json"));
    assertNoTemplate();
  }

  @Test
  void everyTemplateGivesTheTextOfTransformers(@TempDir Path model) throws IOException {
    Path templates = Path.of("src/test/resources/templates");
    assertEquals(5, new GoldenConversations(templates).check(model).size());
  }

  @Test
  void theStartOfTheAssistantsTurnMayBeLeftOutOrSkipTheThinking() throws IOException {
    template(
        "{{ add_generation_prompt }} {{ enable_thinking is defined and not enable_thinking }}");
    ChatTemplate chat = ChatTemplate.read(folder);
    assertEquals("False False", chat.render(CONVERSATION, Start.NONE));
    assertEquals("True False", chat.render(CONVERSATION, Start.ASSISTANT));
    assertEquals("True True", chat.render(CONVERSATION, Start.ASSISTANT_WITHOUT_THINKING));
  }

  @Test
  void aTokenThatTheFolderDoesNotNameIsUndefined() throws IOException {
    template("{{ bos_token is defined }} {{ eos_token is defined }} {{ unk_token is defined }}");
    assertEquals("False True False", ChatTemplate.read(folder).render(CONVERSATION));
  }

  @Test
  void ofSeveralTemplatesTheDefaultIsTaken() throws IOException {
    TextFolder.change(
        folder.resolve("tokenizer_config.json"),
        json -> {
          ArrayNode list = json.putArray("chat_template");
          list.addObject().put("name", "tool_use").put("template", "tools");
          list.addObject().put("name", "default").put("template", "{{ messages[1].content }}");
        });
    assertEquals("the sum?", ChatTemplate.read(folder).render(CONVERSATION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "{\"default\": \"x\"}",
        "[{\"name\": \"tool_use\", \"template\": \"x\"}]",
        "[{\"name\": \"default\"}]",
        "[[\"default\"]]"
      })
  void anotherChatTemplateIsRefused(String value) throws IOException {
    JsonNode template = new ObjectMapper().readTree(value);
    Path config = folder.resolve("tokenizer_config.json");
    TextFolder.change(config, json -> json.set("chat_template", template));
    assertEquals(
        config
            + ": chat_template is "
            + template
            + ", must be a text or a list of {name, template} with the name default",
        assertThrows(InvalidInput.class, () -> ChatTemplate.read(folder)).getMessage());
  }

  @Test
  void aTemplateMayStandInAFileOfItsOwnAsJson() throws IOException {
    TextFolder.change(
        folder.resolve("tokenizer_config.json"), json -> json.remove("chat_template"));
    Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"own\"}");
    assertEquals("own", ChatTemplate.read(folder).render(CONVERSATION));
  }

  private void assertNoTemplate() {
    assertEquals(
        folder.resolve("tokenizer_config.json")
            + ": has no chat_template; add one, or a file chat_template.jinja beside it",
        assertThrows(InvalidInput.class, () -> ChatTemplate.read(folder)).getMessage());
  }

  private void template(String template) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), template);
  }
}
