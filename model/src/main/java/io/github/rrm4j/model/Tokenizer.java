package io.github.rrm4j.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Text to token ids and back, with the ids that end a sequence, of a Hugging Face model folder.
 *
 * <p>Nothing is added to what is encoded: special tokens come from the chat template alone.
 */
public final class Tokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final TreeSet<Integer> endIds;
  private final String endToken;

  private Tokenizer(HuggingFaceTokenizer tokenizer, TreeSet<Integer> endIds, String endToken) {
    this.tokenizer = tokenizer;
    this.endIds = endIds;
    this.endToken = endToken;
  }

  /**
   * Reads tokenizer.json, tokenizer_config.json and generation_config.json (or config.json) of a
   * folder.
   *
   * @throws InvalidInput if a file is missing or malformed or names no end-of-sequence token
   */
  public static Tokenizer read(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": does not exist; model.path must hold a tokenizer.json");
    }
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw new InvalidInput(file + ": is no tokenizer that can be loaded: " + e.getMessage(), e);
    }
    TreeSet<Integer> endIds = new TreeSet<>();
    for (String name : new String[] {"generation_config.json", "config.json"}) {
      JsonNode ids = JsonFile.readIfThere(folder.resolve(name)).path("eos_token_id");
      if (ids.isInt()) {
        endIds.add(ids.asInt());
      }
      ids.forEach(id -> endIds.add(id.asInt()));
    }
    JsonNode end = JsonFile.readIfThere(folder.resolve("tokenizer_config.json")).path("eos_token");
    String endToken = end.isTextual() ? end.asText() : end.path("content").asText();
    if (!endToken.isEmpty()) {
      long[] ids = tokenizer.encode(endToken, false, false).getIds();
      if (ids.length != 1) {
        tokenizer.close();
        throw new InvalidInput(
            "%s: eos_token '%s' is %d tokens of tokenizer.json, must be one; add it to tokenizer.json or name another"
                .formatted(folder.resolve("tokenizer_config.json"), endToken, ids.length));
      }
      endIds.add(Math.toIntExact(ids[0]));
    }
    if (endIds.isEmpty()) {
      throw new InvalidInput(
          folder + ": no file names an eos_token; add eos_token_id to generation_config.json");
    }
    return new Tokenizer(tokenizer, endIds, endToken);
  }

  /** The ids of a text, special tokens recognised where the text holds them. */
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text, false, false).getIds();
    int[] result = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      result[i] = Math.toIntExact(ids[i]);
    }
    return result;
  }

  /** The text of some ids, special tokens included. */
  public String decode(int[] ids) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return tokenizer.decode(wide, false);
  }

  /** Whether an id ends a sequence. */
  public boolean isEnd(int id) {
    return endIds.contains(id);
  }

  /** The id that ends a sequence that we write ourselves. */
  public int endId() {
    return endToken.isEmpty() ? endIds.first() : encode(endToken)[0];
  }

  /** The end-of-sequence token's text, empty where the folder does not name it. */
  public String endToken() {
    return endToken;
  }

  /**
   * The id of a token that stands for itself, such as {@code </think>}; empty where it is several.
   */
  public OptionalInt id(String token) {
    int[] ids = encode(token);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
