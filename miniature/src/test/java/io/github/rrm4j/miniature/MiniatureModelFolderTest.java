package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureModelFolderTest {

  @TempDir static Path folder;

  private static HuggingFaceTokenizer tokenizer;

  @BeforeAll
  static void load() throws IOException {
    MiniatureModelFolder.write(folder);
    tokenizer = HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void theConfigurationNamesTheTokensOfTheTokenizer() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode config = json.readTree(folder.resolve("config.json").toFile());
    JsonNode tokens = json.readTree(folder.resolve("tokenizer.json").toFile());
    int size = tokens.path("model").path("vocab").size() + tokens.path("added_tokens").size();
    int vocabulary = config.path("vocab_size").asInt();
    assertTrue(vocabulary >= size && vocabulary < size + 16 && vocabulary % 16 == 0);
    assertEquals(config.path("eos_token_id").asLong(), ids("<|end|>")[0]);
    assertEquals(config.path("pad_token_id").asLong(), ids("<|pad|>")[0]);
    JsonNode decoder =
        json.readTree(folder.resolve("tokenizer_config.json").toFile())
            .path("added_tokens_decoder");
    for (JsonNode token : tokens.path("added_tokens")) {
      JsonNode described = decoder.path(token.path("id").asText());
      assertEquals(token.path("content"), described.path("content"));
      assertEquals(token.path("special"), described.path("special"));
    }
    assertEquals(6, decoder.size());
  }

  @Test
  void everyTextOfTheMiniatureComesBackIsShortAndHasOneTokenPerWord() {
    Miniature unseen = Miniature.generate(77, 0, 0, 2000, Slips.STANDARD);
    Map<String, double[]> sums = new TreeMap<>();
    for (Demonstration demonstration : unseen.demonstrations()) {
      String prompt = prompt(demonstration.pair());
      long[] promptIds = ids(prompt);
      long[] completionIds = ids(completion(demonstration));
      assertEquals(prompt, tokenizer.decode(promptIds, false));
      assertEquals(completion(demonstration), tokenizer.decode(completionIds, false));
      assertEquals(words(prompt), promptIds.length, prompt);
      assertEquals(words(completion(demonstration)), completionIds.length);
      double[] sum = sums.computeIfAbsent(demonstration.pair().section(), key -> new double[4]);
      int thinking = ids(demonstration.thinking()).length;
      sum[0]++;
      sum[1] += promptIds.length;
      sum[2] += thinking;
      sum[3] = Math.max(sum[3], thinking);
    }
    sums.forEach((section, sum) -> assertTrue(sum[1] / sum[0] < 45 && sum[3] < 100, section));
  }

  @Test
  void promptAndCompletionMayBeTokenizedApart() {
    for (Demonstration demonstration :
        Miniature.generate(78, 0, 0, 200, Slips.STANDARD).demonstrations()) {
      String prompt = prompt(demonstration.pair());
      long[] whole = ids(prompt + completion(demonstration));
      long[] prefix = ids(prompt);
      assertArrayEquals(prefix, Arrays.copyOf(whole, prefix.length));
      assertArrayEquals(
          ids(completion(demonstration)), Arrays.copyOfRange(whole, prefix.length, whole.length));
    }
  }

  @Test
  void theVerdictIsShort() {
    assertEquals(List.of("\\boxed", "{Assistant", "\u01201", "}"), tokens("\\boxed{Assistant 1}"));
    assertEquals(List.of("\u01209", "\u0120+", "\u01204", "8"), tokens(" 9 + 48"));
  }

  @Test
  void theThinkingTagsSurviveDecodingAndSpecialTokensDoNot() {
    String text = "<|assistant|><think>\n4 < 7.\n</think>\n\n\\boxed{Assistant 2}<|end|>";
    assertEquals(
        "<think>\n4 < 7.\n</think>\n\n\\boxed{Assistant 2}", tokenizer.decode(ids(text), true));
    assertEquals(1, ids("</think>").length);
  }

  @Test
  void anyOtherTextComesBackToo() {
    for (String text :
        List.of(
            "",
            " ",
            "\n\n \t x",
            "caf\u00E9 cafe\u0301",
            "\u4F60\u597D, \uD83D\uDE00!",
            "a\r\nb\u0000",
            "1234567890 12",
            "don't  stop")) {
      assertEquals(text, tokenizer.decode(ids(text), false));
    }
    assertFalse(Arrays.stream(ids("\u4F60 zebra")).anyMatch(id -> id < 0));
  }

  private static String prompt(Pair pair) {
    return "<|user|>Query: "
        + pair.query()
        + "\nAssistant 1: "
        + pair.first()
        + "\nAssistant 2: "
        + pair.second()
        + "<|assistant|><think>\n";
  }

  private static String completion(Demonstration demonstration) {
    return demonstration.thinking()
        + "\n</think>\n\n\\boxed{Assistant "
        + demonstration.verdict().number()
        + "}<|end|>";
  }

  /** The number of words and added tokens of a text. */
  private static int words(String text) {
    int words = 0;
    for (String part : text.split("(?=<[|/]?[a-z]+\\|?>)|(?<=[a-z|]>)")) {
      words += part.matches("<[|/]?[a-z]+\\|?>") ? 1 : PreTokenizer.words(part).size();
    }
    return words;
  }

  private static long[] ids(String text) {
    return encode(text).getIds();
  }

  private static List<String> tokens(String text) {
    return List.of(encode(text).getTokens());
  }

  private static Encoding encode(String text) {
    return tokenizer.encode(text, false, false);
  }
}
