package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ChatTemplate.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The conversations.json of a folder of templates, as make_template_golden.py writes it. */
final class GoldenConversations {

  private final Path folder;
  private final JsonNode golden;

  GoldenConversations(Path folder) throws IOException {
    this.folder = folder;
    this.golden =
        new ObjectMapper().readTree(Files.readString(folder.resolve("conversations.json")));
  }

  /**
   * Requires the text of transformers in every case, or an error where it has none.
   *
   * @param model an empty folder to read from
   * @return the number of cases of each template
   */
  Map<String, Integer> check(Path model) throws IOException {
    Files.writeString(
        model.resolve("tokenizer_config.json"), golden.get("special_tokens").toString());
    Map<String, Integer> checked = new TreeMap<>();
    for (JsonNode item : golden.get("cases")) {
      String name = item.get("template").asText();
      Files.copy(
          folder.resolve(name),
          model.resolve("chat_template.jinja"),
          StandardCopyOption.REPLACE_EXISTING);
      ChatTemplate template = ChatTemplate.read(model);
      List<Message> messages = messages(item.get("conversation").asText());
      Start start = Start.valueOf(item.get("start").asText().toUpperCase(Locale.ROOT));
      String place = name + ", " + item.get("conversation") + ", " + start;
      if (item.get("text").isNull()) {
        assertThrows(InvalidInput.class, () -> template.render(messages, start), place);
      } else {
        assertEquals(item.get("text").asText(), template.render(messages, start), place);
      }
      checked.merge(name, 1, Integer::sum);
    }
    return checked;
  }

  private List<Message> messages(String conversation) {
    List<Message> messages = new ArrayList<>();
    golden
        .get("conversations")
        .get(conversation)
        .forEach(m -> messages.add(new Message(m.get("role").asText(), m.get("content").asText())));
    return messages;
  }
}
