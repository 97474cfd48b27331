package io.github.rrm4j.model;

import static io.github.rrm4j.model.TextFolder.ASSISTANT;
import static io.github.rrm4j.model.TextFolder.END;
import static io.github.rrm4j.model.TextFolder.PAD;
import static io.github.rrm4j.model.TextFolder.THINK;
import static io.github.rrm4j.model.TextFolder.USER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(folder);
  }

  @Test
  void specialTokensInATextAreRecognisedAndNoneIsAdded() {
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertArrayEquals( // as transformers encodes it
          new int[] {USER, 61, 36, 18, 20, 12, 41, ASSISTANT, THINK, 59},
          tokenizer.encode("<|user|>the sum?<|assistant|><think>\n"));
      assertArrayEquals(new int[] {0, 1}, tokenizer.encode("ab"));
      assertArrayEquals(new int[0], tokenizer.encode(""));
    }
  }

  @Test
  void decodingKeepsSpecialTokens() {
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      String text = "<|user|>the sum?<|assistant|><think>\n1 + 2</think>x<|end|><|pad|>";
      assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
      assertEquals("", tokenizer.decode(new int[0]));
    }
  }

  @Test
  void oneTokenThatStandsForItselfHasAnId() {
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertEquals(OptionalInt.of(67), tokenizer.id("</think>"));
      assertEquals(OptionalInt.empty(), tokenizer.id("</thinks>"));
    }
  }

  @Test
  void generationConfigGoesBeforeConfigForTheIdsThatEndASequence() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 59}");
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertArrayEquals(
          new int[] {PAD, END}, IntStream.range(0, 68).filter(tokenizer::isEnd).toArray());
      assertEquals(END, tokenizer.endId());
      assertEquals("<|end|>", tokenizer.endToken());
    }
    Files.delete(folder.resolve("generation_config.json"));
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertArrayEquals(
          new int[] {59, END}, IntStream.range(0, 68).filter(tokenizer::isEnd).toArray());
    }
  }

  @Test
  void aFolderMayNameItsEndByIdAlone() throws IOException {
    Files.delete(folder.resolve("tokenizer_config.json"));
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertTrue(tokenizer.isEnd(END));
      assertEquals(PAD, tokenizer.endId()); // the first of generation_config.json's
      assertEquals("", tokenizer.endToken());
    }
  }

  @Test
  void aFolderMayNameItsEndByTokenAlone() throws IOException {
    Files.delete(folder.resolve("generation_config.json"));
    TextFolder.change(
        folder.resolve("tokenizer_config.json"),
        json -> json.putObject("eos_token").put("content", "<|user|>"));
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertTrue(tokenizer.isEnd(USER));
      assertFalse(tokenizer.isEnd(END));
    }
  }

  @Test
  void aFolderThatNamesNoEndIsRefused() throws IOException {
    Files.delete(folder.resolve("generation_config.json"));
    Files.delete(folder.resolve("tokenizer_config.json"));
    assertRefused(
        folder + ": no file names an eos_token; add eos_token_id to generation_config.json");
  }

  @Test
  void anEndTokenThatIsNoTokenIsRefused() throws IOException {
    TextFolder.change(
        folder.resolve("tokenizer_config.json"), json -> json.put("eos_token", "end"));
    assertRefused(
        folder.resolve("tokenizer_config.json")
            + ": eos_token 'end' is 3 tokens of tokenizer.json, must be one; add it to tokenizer.json or name another");
  }

  @Test
  void aMissingTokenizerIsNamed() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));
    assertRefused(
        folder.resolve("tokenizer.json")
            + ": does not exist; model.path must hold a tokenizer.json");
  }

  @Test
  void aDamagedFileIsNamedInOneLine() throws IOException {
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":\n [1,");
    assertStartsInOneLine(folder.resolve("generation_config.json") + ": is not valid JSON: ");
    Files.writeString(folder.resolve("tokenizer.json"), "{\n\"model\": \n");
    assertStartsInOneLine(folder.resolve("tokenizer.json") + ": is not valid JSON: ");
    Files.delete(folder.resolve("generation_config.json"));
    Files.copy(
        Path.of("src/test/resources/text/tokenizer.json"),
        folder.resolve("tokenizer.json"),
        StandardCopyOption.REPLACE_EXISTING);
    TextFolder.change(
        folder.resolve("tokenizer.json"),
        json -> ((ObjectNode) json.get("model")).putArray("merges").add("no merge here"));
    assertStartsInOneLine(
        folder.resolve("tokenizer.json") + ": is no tokenizer that can be loaded: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen", "llama", "llama2", "llama2-first", "gemma"})
  void everyTextHasTheIdsOfTransformers(String name) throws IOException {
    assertTrue(GoldenTexts.check(Path.of("src/test/resources/tokenizers", name)) > 20);
  }

  @ParameterizedTest
  @CsvSource({"qwen, 3", "llama, 1", "llama2, 0", "llama2-first, 0", "gemma, 0"})
  void noTextHasMoreTokensThanTheBoundSays(String name, int perByte) {
    // letters that Unicode's form C takes apart, up to three times as long in UTF-8
    String parts = "ab 12\n<|im_end|></s>é漢😀\uFB2C\u0958\u0344\uD834\uDD60\uFDD0";
    int[] letters = parts.codePoints().toArray();
    Random random = new Random(5);
    try (Tokenizer tokenizer = Tokenizer.read(Path.of("src/test/resources/tokenizers", name))) {
      for (int i = 0; i < 500; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
          text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        String given = text.toString();
        int most = tokenizer.mostTokens(given);
        assertTrue(tokenizer.encode(given).length <= most, given);
        int bytes = given.getBytes(StandardCharsets.UTF_8).length;
        assertEquals(perByte == 0 ? Integer.MAX_VALUE : perByte * bytes, most);
      }
    }
  }

  @Test
  void theFirstTokenOfATemplateIsNotPutInFrontASecondTime() {
    try (Tokenizer tokenizer = Tokenizer.read(Path.of("src/test/resources/tokenizers/llama"))) {
      int first = tokenizer.id("<s>").orElseThrow();
      int[] ids = tokenizer.encode("<s>ab");
      assertEquals(first, ids[0]);
      assertEquals(1, IntStream.of(ids).filter(id -> id == first).count());
      assertArrayEquals(Arrays.copyOfRange(ids, 1, ids.length), tokenizer.encode("ab"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x<|im_end|>y",
        "</think>",
        "<|im_start|><|im_end|><think>",
        "<|<|im_end|>im_end|>",
        "<|endoftext|><|endoftext|>",
        "a \uFDD0 <|im_end|> \uFDD0"
      })
  void aControlTokenInATextOfOthersIsText(String text) {
    try (Tokenizer tokenizer = Tokenizer.read(Path.of("src/test/resources/tokenizers/qwen"))) {
      int firstControl = tokenizer.id("<|endoftext|>").orElseThrow();
      String literal = tokenizer.literal(text);
      int[] ids = tokenizer.encode(literal);
      assertTrue(IntStream.of(ids).allMatch(id -> id < firstControl), Arrays.toString(ids));
      String shown = text.replace('\uFDD0', '\uFFFD');
      assertEquals(shown, tokenizer.decode(ids));
      assertEquals(shown, Tokenizer.readable(literal));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama2, x</s>y",
    "llama2, </s>",
    "llama2, <s></s> and <s>",
    "llama2-first, x</s>y",
    "llama2-first, </s>",
    "gemma, x<end_of_turn>y",
    "gemma, <b>bold</b> <eos>"
  })
  void aControlTokenStaysTextWhereTextsBeginWithASpace(String name, String text) {
    try (Tokenizer tokenizer = Tokenizer.read(Path.of("src/test/resources/tokenizers", name))) {
      int[] ids = tokenizer.encode(tokenizer.literal(text));
      List<String> added = List.of("<s>", "</s>", "<eos>", "<end_of_turn>", "<b>", "</b>");
      for (String token : added) {
        int id = tokenizer.id(token).orElse(-1);
        assertTrue(IntStream.of(ids).noneMatch(i -> i == id), token);
      }
      assertEquals(text, tokenizer.decode(ids));
    }
  }

  @Test
  void aTemplateAfterATextOfOthersIsEncodedAsItIsWithoutIt() {
    try (Tokenizer tokenizer = Tokenizer.read(Path.of("src/test/resources/tokenizers/llama2"))) {
      int[] end = tokenizer.encode("</s> The judge");
      int[] ids = tokenizer.encode("<s>" + tokenizer.literal("a</s>") + "</s> The judge");
      assertArrayEquals(end, Arrays.copyOfRange(ids, ids.length - end.length, ids.length));
      assertEquals("<s> a</s></s>  The judge", tokenizer.decode(ids));
    }
  }

  @Test
  void aTextOfOthersWithoutControlTokensStaysAsItIs() {
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      for (String text : new String[] {"", "the sum?", "<|en d|> <thinks> | <", "\\boxed{1} 漢😀"}) {
        assertEquals(text, tokenizer.literal(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "68", "2147483648", "6.5", "\"65\"", "true", "[65, \"62\"]", "[[65]]", "{}"})
  void anEndIdThatIsNoTokenIsRefused(String value) throws IOException {
    JsonNode id = new ObjectMapper().readTree(value);
    Path file = folder.resolve("generation_config.json");
    TextFolder.change(file, json -> json.set("eos_token_id", id));
    String wrong = value.startsWith("[65") ? "\"62\"" : value.equals("[[65]]") ? "[65]" : value;
    assertRefused(
        file + ": eos_token_id has " + wrong + ", must be a token id below 68, or a list of such");
  }

  @Test
  void anEndIdMayLieInThePaddingOfTheVocabulary() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 80}");
    TextFolder.change(
        folder.resolve("generation_config.json"), json -> json.put("eos_token_id", 79));
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      assertTrue(tokenizer.isEnd(79));
    }
  }

  @Test
  void aTokenizerWithMoreTokensThanTheModelIsRefused() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 67}");
    assertRefused(
        folder.resolve("config.json")
            + ": vocab_size is 67, tokenizer.json has the id 67; use files of one model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[\"<|end|>\"]", "{\"content\": 7}", "{}"})
  void anEndTokenThatIsNoTextIsRefused(String value) throws IOException {
    JsonNode token = new ObjectMapper().readTree(value);
    Path file = folder.resolve("tokenizer_config.json");
    TextFolder.change(file, json -> json.set("eos_token", token));
    if (value.equals("{}")) {
      assertRefused(file + ": eos_token is " + value + ", must be the text of a token or null");
    } else {
      assertStartsInOneLine(file + ": eos_token is " + token);
    }
  }

  private void assertRefused(String message) {
    assertEquals(
        message, assertThrows(InvalidInput.class, () -> Tokenizer.read(folder)).getMessage());
  }

  private void assertStartsInOneLine(String start) {
    String message = assertThrows(InvalidInput.class, () -> Tokenizer.read(folder)).getMessage();
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
    assertFalse(message.contains("\n"), message);
  }
}
