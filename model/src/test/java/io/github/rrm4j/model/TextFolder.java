package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The tokenizer and chat template of src/test/resources/text, in a folder that may be changed. */
final class TextFolder {

  /** Ids of the tokenizer. */
  static final int PAD = 62;

  static final int USER = 63;
  static final int ASSISTANT = 64;
  static final int END = 65;
  static final int THINK = 66;

  private TextFolder() {}

  static void copyTo(Path folder) throws IOException {
    for (String name :
        List.of("tokenizer.json", "tokenizer_config.json", "generation_config.json")) {
      Files.copy(Path.of("src/test/resources/text", name), folder.resolve(name));
    }
  }

  static void change(Path file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Files.readString(file));
    change.accept(json);
    Files.writeString(file, json.toString());
  }
}
