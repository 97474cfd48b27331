package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.preparation.ResponseTail;
import io.github.rrm4j.data.preparation.TokenText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts with the miniature's byte-level tokenizer, where a character may be several tokens. */
class ResponseTailTest {

  @TempDir static Path folder;

  private static HuggingFaceTokenizer tokenizer;
  private static TokenText text;

  @BeforeAll
  static void open() throws IOException {
    MiniatureModelFolder.write(folder);
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            folder.resolve("tokenizer.json"), Map.of("addSpecialTokens", "false"));
    text =
        new TokenText(
            string ->
                Arrays.stream(tokenizer.encode(string, false, false).getIds())
                    .mapToInt(Math::toIntExact)
                    .toArray(),
            ids -> tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void theLimitIsHalfOfWhatTheReserveLeaves() {
    assertEquals(1948, ResponseTail.of(text, 4096, 200).tokens());
  }

  @Test
  void aResponseWithinTheLimitIsTheSameObject() {
    String response = "12 + 34 = 46";
    int tokens = text.encode(response).length;
    assertSame(response, new ResponseTail(text, tokens).of(response));
    assertSame(response, new ResponseTail(text, 1000).of(response));
  }

  @Test
  void aLongResponseKeepsExactlyItsLastTokens() {
    String response = "7 5 3 9 1 ".repeat(40) + "The answer is 42.";
    for (int limit : new int[] {1, 5, 17, 60}) {
      String tail = new ResponseTail(text, limit).of(response);
      assertTrue(response.endsWith(tail), tail);
      assertEquals(limit, text.encode(tail).length);
    }
  }

  @Test
  void aCutNeverSplitsACharacterAndNeverExceedsTheLimit() {
    String[] pieces = {"a", " ", "7", "\u00e9", "\u4e2d\u6587", "\ud83d\ude00", "\n", "word"};
    for (int trial = 0; trial < 300; trial++) {
      Key key = Key.of(trial, "text");
      StringBuilder made = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        made.append(pieces[key.below(i, pieces.length)]);
      }
      String response = made.toString();
      int limit = 1 + key.below(100, 60);
      String tail = new ResponseTail(text, limit).of(response);
      assertTrue(response.endsWith(tail), "trial " + trial);
      assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(tail), "trial " + trial);
      int kept = text.encode(tail).length;
      assertTrue(kept <= limit, "trial " + trial);
      assertTrue(
          tail.equals(response) || kept > limit - 8, "no more is lost than a character: " + kept);
    }
  }
}
