package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFileTest {

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(folder);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "/model/type ; \"Unigram\" ; model.type is \"Unigram\", must be BPE",
        "/model/continuing_subword_prefix ; \"##\" ; model.continuing_subword_prefix is \"##\", must be empty",
        "/model/end_of_word_suffix ; \"</w>\" ; model.end_of_word_suffix is \"</w>\", must be empty",
        "/model/dropout ; 0.1 ; model.dropout is 0.1, must be null",
        "/model/unk_token ; \"none\" ; model.unk_token is \"none\", must be a token of the vocabulary",
        "/model/byte_fallback ; 1 ; byte_fallback is 1, must be true or false",
        "/model/merges ; {} ; model.merges is {}, must be a list",
        "/model/merges ; [[\"a\"]] ; a merge is [\"a\"], must be two tokens",
        "/model/vocab ; [] ; model.vocab is [], must be tokens and ids",
        "/model/vocab/a ; 1 ; the token b has the id 1, which is taken or beyond 2097152",
        "/model/vocab/a ; -1 ; the token a has the id -1, must be a whole number of 0 or more",
        "/model/vocab/a ; 4000000000 ; the token a has the id 4000000000, must be a whole number",
        "/normalizer ; {\"type\": \"Lowercase\"} ; normalizer is {\"type\":\"Lowercase\"}, must be of type NFC",
        "/pre_tokenizer ; {\"type\": \"Whitespace\"} ; pre_tokenizer is {\"type\":\"Whitespace\"}, must be of type",
        "/pre_tokenizer ; {\"type\": \"Metaspace\"} ; replacement is missing, must be a text of 1 to 1 characters",
        "/pre_tokenizer ; {\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"often\"} ; prepend_scheme is \"often\", must be one of [first, always, never]",
        "/normalizer ; {\"type\": \"Prepend\", \"prepend\": \"\"} ; prepend is \"\", must be a text of 1 to 16 characters",
        "/normalizer ; {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(a*)*\"}, \"content\": \"\"} ; a Replace's pattern is {\"Regex\":\"(a*)*\"}, must be a text",
        "/decoder ; {\"type\": \"Strip\", \"content\": \" \", \"start\": -1, \"stop\": 0} ; a Strip's start is -1, must be 0 or more",
        "/pre_tokenizer ; {\"type\": \"Sequence\"} ; pre_tokenizer is {\"type\":\"Sequence\"}, must be a list of pretokenizers",
        "/decoder ; {\"type\": \"CTC\"} ; decoder is {\"type\":\"CTC\"}, must be of type ByteFallback",
        "/added_tokens ; null ; added_tokens is null, must be a list",
        "/added_tokens/0/content ; \"\" ; the added token {\"id\":62,",
        "/added_tokens/0/special ; null ; the added token {\"id\":62,",
        "/added_tokens/0/content ; \"<|user|>\" ; the added token <|user|> stands twice",
        "/added_tokens/0/content ; \"a\" ; the token a has the ids 0 and 62",
        "/added_tokens/0/id ; 63 ; the token <|user|> has the id 63, which is taken",
      })
  void aPartThatIsNotKnownIsNamed(String place, String value, String expected) throws IOException {
    JsonNode node = new ObjectMapper().readTree(value);
    change(place, node);
    String message = assertThrows(InvalidInput.class, () -> Tokenizer.read(folder)).getMessage();
    String start = folder.resolve("tokenizer.json") + ": ";
    assertTrue(message.startsWith(start + expected), message);
    assertTrue(
        message.endsWith("; use the tokenizer of a Qwen2, Qwen3, Llama or Gemma 2 model"), message);
  }

  @Test
  void anAddedTokenWhoseIdLeavesAGapIsRefused() throws IOException {
    change("/added_tokens/5/id", new ObjectMapper().readTree("69"));
    assertEquals(
        folder.resolve("tokenizer.json")
            + ": the added token </think> has the id 69 but is encoded as [67]; the ids must have no gap",
        assertThrows(InvalidInput.class, () -> Tokenizer.read(folder)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        " ?\\p{N}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
      })
  void thePatternsOfTheModelsAreKnown(String pattern) {
    assertTrue(SplitPattern.isKnown(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "a|",
        "|a",
        "(",
        "(a+)+",
        "(a|b)*",
        "\\s*\\s*\\s*",
        "\\s*\\s*a",
        "\\s+\\s+(?!\\S)",
        "a{1,9}b{1,9}",
        "a?b?c?",
        "a{2}",
        "a{1,99}",
        "a**",
        "a+?",
        "(?=a)",
        "\\1",
        "\\k<a>",
        "[a",
        "[]",
        "[^]",
        "[a&&b]",
        "[[a]]",
        "(?i:a+)",
        "(?i:'s",
        "(?i:'s)x",
        "\\p{Script=Han}",
        "a(?!\\S)b",
        ".*"
      })
  void anotherPatternIsNotKnown(String pattern) {
    assertFalse(SplitPattern.isKnown(pattern));
  }

  private void change(String place, JsonNode value) throws IOException {
    int last = place.lastIndexOf('/');
    String key = place.substring(last + 1);
    TextFolder.change(
        folder.resolve("tokenizer.json"),
        json -> {
          JsonNode parent = json.at(place.substring(0, last));
          if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(key), value);
          } else {
            ((ObjectNode) parent).set(key, value);
          }
        });
  }
}
