package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts with the ids that transformers gives them, by make_tokenizer_golden.py. */
final class GoldenTexts {

  private GoldenTexts() {}

  /**
   * Compares each text's ids, and what they decode to.
   *
   * @param folder holds tokenizer.json and golden.json
   * @return how many texts there were
   */
  static int check(Path folder) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode golden = mapper.readTree(Files.readString(folder.resolve("golden.json")));
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      for (JsonNode item : golden.get("cases")) {
        String text = item.get("text").asText();
        int[] ids = mapper.convertValue(item.get("ids"), int[].class);
        assertArrayEquals(ids, tokenizer.encode(text), folder + ": " + text);
        assertEquals(item.get("decoded").asText(), tokenizer.decode(ids), folder + ": " + text);
      }
    }
    return golden.get("cases").size();
  }
}
