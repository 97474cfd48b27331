package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ChatTemplate.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file of a base and an adapter counts, in the order of transformers and PEFT. */
class ModelTextTest {

  private static final String CONFIG = "tokenizer_config.json";

  @TempDir private Path all;
  private Path base;
  private Path adapter;

  @BeforeEach
  void folders() throws IOException {
    base = Files.createDirectory(all.resolve("base"));
    adapter = Files.createDirectory(all.resolve("adapter"));
    TextFolder.copyTo(base);
    Files.writeString(base.resolve("config.json"), "{\"vocab_size\": 80}");
    new PeftAdapter(2, 4, List.of("q_proj"), Optional.of(base.toString())).write(adapter);
  }

  private static String rendered(Path folder) {
    return ChatTemplate.read(folder).render(List.of(new Message("user", "?")));
  }

  /** Puts a template into the three places and the fourth, or leaves it out. */
  private static void template(Path folder, String place, String text) throws IOException {
    switch (place) {
      case "jinja" -> Files.writeString(folder.resolve("chat_template.jinja"), text);
      case "extra" ->
          Files.writeString(
              Files.createDirectories(folder.resolve("additional_chat_templates"))
                  .resolve("default.jinja"),
              text);
      case "json" ->
          Files.writeString(
              folder.resolve("chat_template.json"), "{\"chat_template\": \"" + text + "\"}");
      default -> {
        if (Files.notExists(folder.resolve(CONFIG))) {
          Files.writeString(folder.resolve(CONFIG), "{}");
        }
        TextFolder.change(folder.resolve(CONFIG), json -> json.put("chat_template", text));
      }
    }
  }

  @Test
  void theTemplateIsThatOfTheFirstPlaceOfTheFirstFolderThatHasOne() throws IOException {
    String[] order = {"jinja", "extra", "config", "json"};
    TextFolder.change(base.resolve(CONFIG), json -> json.remove("chat_template"));
    for (Path folder : List.of(base, adapter)) {
      for (int i = order.length - 1; i >= 0; i--) {
        String text = folder.getFileName() + " " + order[i];
        template(folder, order[i], text);
        assertEquals(text, rendered(adapter));
        assertEquals(folder.equals(base) ? text : "base jinja", rendered(base));
      }
    }
  }

  @Test
  void anAdapterWithItsOwnTokenizerAndTemplateIsAskedInItsOwnWords() throws IOException {
    TextFolder.copyTo(adapter);
    template(base, "jinja", "of the base");
    TextFolder.change(adapter.resolve(CONFIG), json -> json.put("eos_token", "<|user|>"));
    assertEquals("<|user|>?<|assistant|><think>\n", rendered(adapter));
    try (Tokenizer tokenizer = Tokenizer.read(adapter)) {
      assertEquals(adapter.resolve("tokenizer.json"), tokenizer.source());
      assertEquals("<|user|>", tokenizer.endToken());
    }
    assertEquals("of the base", rendered(base));
  }

  @Test
  void anAdapterWithoutATokenizerHasThatOfItsBase() {
    assertEquals(rendered(base), rendered(adapter));
    try (Tokenizer tokenizer = Tokenizer.read(adapter)) {
      assertEquals(base.resolve("tokenizer.json"), tokenizer.source());
      assertEquals("<|end|>", tokenizer.endToken());
    }
  }

  @Test
  void theEndsOfAnAdapterAreThoseOfItsBase() throws IOException {
    Files.writeString(adapter.resolve("generation_config.json"), "{\"eos_token_id\": 3}");
    Files.writeString(adapter.resolve("config.json"), "{\"eos_token_id\": 4}");
    TextFolder.change(base.resolve("config.json"), json -> json.put("eos_token_id", 5));
    try (Tokenizer tokenizer = Tokenizer.read(adapter)) {
      assertFalse(tokenizer.isEnd(3) || tokenizer.isEnd(4) || tokenizer.isEnd(5));
      assertTrue(tokenizer.isEnd(TextFolder.PAD) && tokenizer.isEnd(TextFolder.END));
    }
    assertEquals(
        List.of(
            "config.json has the eos_token_id 5, generation_config.json has [65,62], which counts",
            "the eos_token_id 3 of the adapter's generation_config.json is not read; that of its base counts"),
        ModelText.of(adapter).notes());
  }

  @Test
  void theSpecialTokensMapGoesFirstUnlessThereIsADecoder() throws IOException {
    Files.writeString(base.resolve("special_tokens_map.json"), "{\"eos_token\": \"<|user|>\"}");
    assertEquals("<|user|>", endToken());
    assertEquals(base.resolve("special_tokens_map.json"), ModelText.of(base).specialTokensFile());
    TextFolder.change(base.resolve(CONFIG), json -> json.putObject("added_tokens_decoder"));
    assertEquals("<|end|>", endToken());
    assertEquals(base.resolve(CONFIG), ModelText.of(base).specialTokensFile());
  }

  private String endToken() {
    try (Tokenizer tokenizer = Tokenizer.read(base)) {
      return tokenizer.endToken();
    }
  }

  private void decoder(int id, String content, boolean rightStripped) throws IOException {
    TextFolder.change(
        base.resolve(CONFIG),
        json -> {
          ObjectNode decoder = json.withObjectProperty("added_tokens_decoder");
          decoder
              .putObject(Integer.toString(id))
              .put("content", content)
              .put("rstrip", rightStripped)
              .put("special", true);
        });
  }

  /**
   * What transformers 5.18 gives: an unknown token is the next id, and the decoder's flags count.
   */
  @Test
  void theDecoderAddsTokensAndChangesTheirFlags() throws IOException {
    decoder(68, "<verdict>", false);
    decoder(TextFolder.USER, "<|user|>", true);
    try (Tokenizer tokenizer = Tokenizer.read(base)) {
      assertEquals(OptionalInt.of(68), tokenizer.id("<verdict>"));
      assertEquals(OptionalInt.of(TextFolder.USER), tokenizer.id("<|user|>  "));
    }
  }

  @ParameterizedTest
  @CsvSource({"69, <verdict>, 68", "62, <|user|>, 63", "0, <|end|>, 65"})
  void aDecoderOfAnotherTokenizerIsRefused(int id, String content, int own) throws IOException {
    decoder(id, content, false);
    String message = assertThrows(InvalidInput.class, () -> Tokenizer.read(base)).getMessage();
    assertTrue(message.startsWith(base.resolve(CONFIG) + ": the added token {"), message);
    assertTrue(
        message.endsWith(
            "has the id " + id + ", tokenizer.json gives it " + own + "; use files of one model"),
        message);
  }

  @Test
  void aNamedTokenIsATokenWhereTheModelHasRoomForIt() throws IOException {
    TextFolder.change(base.resolve(CONFIG), json -> json.put("sep_token", "<verdict>"));
    try (Tokenizer tokenizer = Tokenizer.read(base)) {
      assertEquals(OptionalInt.of(68), tokenizer.id("<verdict>"));
    }
    Files.writeString(base.resolve("config.json"), "{\"vocab_size\": 68}");
    try (Tokenizer tokenizer = Tokenizer.read(base)) {
      assertEquals(OptionalInt.empty(), tokenizer.id("<verdict>"));
    }
  }

  @Test
  void aCopyOfTheFilesSaysTheSame() throws IOException {
    TextFolder.copyTo(adapter);
    TextFolder.change(adapter.resolve(CONFIG), json -> json.remove("chat_template"));
    decoder(68, "<verdict>", false);
    TextFolder.change(base.resolve(CONFIG), json -> json.remove("chat_template"));
    for (String place : List.of("json", "config", "extra", "jinja")) {
      template(base, place, "base " + place);
      Path copy = Files.createDirectory(all.resolve("copy-" + place));
      for (Map.Entry<String, byte[]> file : ModelText.of(adapter).files(List.of()).entrySet()) {
        Files.write(copy.resolve(file.getKey()), file.getValue());
      }
      assertEquals("base " + place, rendered(copy));
      try (Tokenizer tokenizer = Tokenizer.read(copy)) {
        assertEquals("<|end|>", tokenizer.endToken());
        assertEquals(OptionalInt.empty(), tokenizer.id("<verdict>")); // the adapter has none
      }
    }
  }
}
