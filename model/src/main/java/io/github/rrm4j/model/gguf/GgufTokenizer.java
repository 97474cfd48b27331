package io.github.rrm4j.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A byte-level BPE tokenizer, or one that comes from SentencePiece, as a GGUF file holds it.
 *
 * <p>Source: llama.cpp, {@code llama-vocab.cpp} for the names of the ways to split a text, {@code
 * gguf-py} for the keys.
 *
 * @param tokens by id; ids that the tokenizer does not have are called [PAD id], as llama.cpp's own
 *     conversion calls them
 * @param types 1 normal, 2 unknown, 3 control, 4 given by the user, 5 unused, 6 a byte
 * @param split the name of the way to split; empty where llama.cpp has none like it
 * @param prefix of a tokenizer that comes from SentencePiece, whether it puts a space in front of a
 *     text; empty for one by bytes
 */
record GgufTokenizer(
    List<String> tokens,
    List<Integer> types,
    List<String> merges,
    Optional<String> split,
    Optional<Boolean> prefix) {

  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER = 4;
  private static final int UNKNOWN = 2;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;
  private static final Pattern BYTE_TOKEN = Pattern.compile("<0x[0-9A-F]{2}>");

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
   * @throws InvalidInput if it is no BPE of a known kind, or has more tokens than the model
   */
  static GgufTokenizer of(Path file, JsonNode json, int size) {
    JsonNode model = json.path("model");
    boolean pieces = model.path("byte_fallback").asBoolean();
    boolean bytes = !pieces && json.toString().contains("ByteLevel");
    if (!model.path("type").asText("BPE").equals("BPE") || !pieces && !bytes) {
      throw InvalidInput.of(
          "%s: is %s, must be a BPE by bytes or with bytes to fall back on; only such a tokenizer can be written as GGUF",
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
    if (pieces) {
      mark(kinds, tokens, model.path("unk_token").asText());
      List<String> schemes = json.path("pre_tokenizer").findValuesAsText("prepend_scheme");
      boolean all =
          schemes.contains("always") || json.path("normalizer").findValue("prepend") != null;
      // one that spares texts that begin with a space is not known there
      Optional<String> split =
          schemes.contains("first") || !ordered(model) ? Optional.empty() : Optional.of("default");
      boolean prefix = all || schemes.contains("first");
      return new GgufTokenizer(List.of(tokens), kinds, List.of(), split, Optional.of(prefix));
    }
    return new GgufTokenizer(List.of(tokens), kinds, merges, split(json), Optional.empty());
  }

  private static void mark(List<Integer> kinds, String[] tokens, String unknown) {
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].equals(unknown)) {
        kinds.set(id, UNKNOWN);
      } else if (BYTE_TOKEN.matcher(tokens[id]).matches()) {
        kinds.set(id, BYTE);
      }
    }
  }

  /**
   * Whether merges make pieces in the order of ids. llama.cpp joins the pair whose piece has the
   * highest score, and the scores written here fall with the ids.
   */
  private static boolean ordered(JsonNode model) {
    int last = -1;
    for (JsonNode merge : model.path("merges")) {
      String piece =
          merge.isArray()
              ? merge.path(0).asText() + merge.path(1).asText()
              : merge.asText().replace(" ", "");
      int id = model.path("vocab").path(piece).asInt(-1);
      if (id < last) {
        return false;
      }
      last = id;
    }
    return true;
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
    file.put("tokenizer.ggml.model", prefix.isPresent() ? "llama" : "gpt2")
        .put("tokenizer.ggml.pre", split.orElse("default"))
        .put("tokenizer.ggml.tokens", tokens)
        .put("tokenizer.ggml.token_type", types)
        .put("tokenizer.ggml.add_bos_token", false);
    if (!merges.isEmpty()) {
      file.put("tokenizer.ggml.merges", merges);
    }
    prefix.ifPresent(
        space ->
            file.put("tokenizer.ggml.scores", scores())
                .put("tokenizer.ggml.add_space_prefix", space));
  }

  private List<Float> scores() {
    return IntStream.range(0, tokens.size()).mapToObj(id -> (float) -id).toList();
  }
}
