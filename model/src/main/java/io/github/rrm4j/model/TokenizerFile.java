package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tokenizer.json whose every part is known, so that the native library can be given it: that
 * library ends the whole process on some malformed files.
 *
 * <p>Known is what the tokenizers of Qwen2, Qwen3 and Llama 3 are made of: a byte-level BPE, splits
 * of words by their patterns or by GPT-2's, Unicode normal forms.
 *
 * @param json the parts that take part in encoding; truncation and padding are left out
 * @param added the text of each added token and its id, in the order of the file
 * @param largestId of all tokens
 */
record TokenizerFile(String json, Map<String, Integer> added, int largestId) {

  private static final int MOST_TOKENS = 1 << 21;
  private static final long MOST_BYTES = 256L << 20;

  /**
   * @throws InvalidInput if the file is missing, malformed, or has a part that is not known
   */
  static TokenizerFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": does not exist; model.path must hold a tokenizer.json");
    }
    ObjectNode source = Json.read(file, MOST_BYTES, ModelFiles.REMEDY);
    ObjectNode known = source.objectNode();
    known.put("version", "1.0").putNull("truncation").putNull("padding");
    Vocabulary vocabulary = new Vocabulary(file, source.path("model").path("vocab"));
    Map<String, Integer> added = added(file, source.path("added_tokens"), vocabulary);
    known.set("added_tokens", source.path("added_tokens"));
    TokenizerParts parts = new TokenizerParts(file);
    known.set("normalizer", parts.normalizer(source.path("normalizer")));
    known.set("pre_tokenizer", parts.preTokenizer(source.path("pre_tokenizer")));
    known.putNull("post_processor"); // adds special tokens, which the chat template writes
    known.set("decoder", parts.decoder(source.path("decoder")));
    known.set("model", parts.model(source.path("model")));
    return new TokenizerFile(known.toString(), added, vocabulary.largest());
  }

  private static Map<String, Integer> added(Path file, JsonNode tokens, Vocabulary vocabulary) {
    if (!tokens.isArray()) {
      throw bad(file, "added_tokens is " + OneLine.of(tokens) + ", must be a list");
    }
    Map<String, Integer> added = new LinkedHashMap<>();
    for (JsonNode token : tokens) {
      boolean flags = true;
      for (String flag :
          new String[] {"single_word", "lstrip", "rstrip", "normalized", "special"}) {
        flags &= token.path(flag).isBoolean();
      }
      String content = token.path("content").asText();
      if (!flags || token.size() != 7 || !token.path("content").isTextual() || content.isEmpty()) {
        throw bad(
            file,
            "the added token " + OneLine.of(token) + " must have an id, a content and five flags");
      }
      int id = vocabulary.add(content, token.path("id"));
      if (added.put(content, id) != null) {
        throw bad(file, "the added token " + OneLine.of(content) + " stands twice");
      }
    }
    return added;
  }

  static InvalidInput bad(Path file, String what) {
    return new InvalidInput(
        file + ": " + what + "; use the tokenizer of a Qwen2, Qwen3 or Llama 3 model");
  }

  /** The ids that are taken. */
  private static final class Vocabulary {

    private final Path file;
    private final JsonNode vocab;
    private final BitSet ids = new BitSet();

    Vocabulary(Path file, JsonNode vocab) {
      this.file = file;
      this.vocab = vocab;
      if (!vocab.isObject() || vocab.isEmpty()) {
        throw bad(file, "model.vocab is " + OneLine.of(vocab) + ", must be tokens and ids");
      }
      vocab.properties().forEach(entry -> take(entry.getKey(), entry.getValue()));
    }

    int add(String content, JsonNode id) {
      JsonNode own = vocab.path(content);
      if (own.isMissingNode()) {
        return take(content, id);
      }
      if (!own.equals(id)) {
        throw bad(
            file,
            Text.format(
                "the token %s has the ids %s and %s", OneLine.of(content), own, OneLine.of(id)));
      }
      return own.intValue();
    }

    private int take(String token, JsonNode id) {
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw bad(
            file,
            Text.format(
                "the token %s has the id %s, must be a whole number of 0 or more",
                OneLine.of(token), OneLine.of(id)));
      }
      if (id.intValue() >= MOST_TOKENS || ids.get(id.intValue())) {
        throw bad(
            file,
            Text.format(
                "the token %s has the id %s, which is taken or beyond %d",
                OneLine.of(token), id, MOST_TOKENS));
      }
      ids.set(id.intValue());
      return id.intValue();
    }

    int largest() {
      return ids.length() - 1;
    }
  }
}
