package io.github.rrm4j.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A byte-level BPE tokenizer as a GGUF file holds it.
 *
 * <p>Source: llama.cpp, {@code llama-vocab.cpp} for the names of the ways to split a text, {@code
 * gguf-py} for the keys.
 *
 * @param tokens by id; ids that the tokenizer does not have are called [PAD id], as llama.cpp's own
 *     conversion calls them
 * @param types 1 normal, 3 control, 4 given by the user, 5 unused
 * @param split the name of the way to split; empty where llama.cpp has none like it
 */
record GgufTokenizer(
    List<String> tokens, List<Integer> types, List<String> merges, Optional<String> split) {

  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER = 4;
  private static final int UNUSED = 5;

  /** Regular expressions of tokenizer.json, and how llama.cpp calls them. */
  private static final Map<String, String> SPLITS =
      Map.of(
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "qwen2",
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "llama-bpe");

  /**
   * Reads a tokenizer.json.
   *
   * @param size tokens of the model
   * @throws InvalidInput if it is no byte-level BPE, or has more tokens than the model
   */
  static GgufTokenizer of(Path file, JsonNode json, int size) {
    JsonNode model = json.path("model");
    if (!model.path("type").asText().equals("BPE") || !json.toString().contains("ByteLevel")) {
      throw InvalidInput.of(
          "%s: is %s, must be a byte-level BPE; only such a tokenizer can be written as GGUF",
          file, OneLine.of(model.path("type")));
    }
    String[] tokens = new String[size];
    int[] types = new int[size];
    model.path("vocab").properties().forEach(e -> set(file, tokens, types, e, NORMAL));
    for (JsonNode added : json.path("added_tokens")) {
      Map.Entry<String, JsonNode> entry =
          Map.entry(added.path("content").asText(), added.path("id"));
      set(file, tokens, types, entry, added.path("special").asBoolean() ? CONTROL : USER);
    }
    List<Integer> kinds = new ArrayList<>();
    for (int id = 0; id < size; id++) {
      kinds.add(tokens[id] == null ? UNUSED : types[id]);
      tokens[id] = tokens[id] == null ? "[PAD" + id + "]" : tokens[id];
    }
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray() ? merge.path(0).asText() + " " + merge.path(1).asText() : merge.asText());
    }
    return new GgufTokenizer(List.of(tokens), kinds, merges, split(json));
  }

  private static void set(
      Path file, String[] tokens, int[] types, Map.Entry<String, JsonNode> entry, int type) {
    int id = entry.getValue().asInt(-1);
    if (id < 0 || id >= tokens.length) {
      throw InvalidInput.of(
          "%s: %s has the id %d, the model has %d tokens; use files of one model",
          file, OneLine.quoted(entry.getKey()), id, tokens.length);
    }
    tokens[id] = entry.getKey();
    types[id] = type;
  }

  private static Optional<String> split(JsonNode json) {
    for (JsonNode pattern : json.path("pre_tokenizer").findValues("Regex")) {
      if (SPLITS.containsKey(pattern.asText())) {
        return Optional.of(SPLITS.get(pattern.asText()));
      }
    }
    return Optional.empty();
  }

  void writeTo(GgufWriter file) {
    file.put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", split.orElse("default"))
        .put("tokenizer.ggml.tokens", tokens)
        .put("tokenizer.ggml.token_type", types)
        .put("tokenizer.ggml.add_bos_token", false);
    if (!merges.isEmpty()) {
      file.put("tokenizer.ggml.merges", merges);
    }
  }
}
