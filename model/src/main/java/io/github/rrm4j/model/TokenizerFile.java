package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tokenizer.json whose every part is known, so that the native library can be given it: that
 * library ends the whole process on some malformed files.
 *
 * <p>Known is what the tokenizers of Qwen2, Qwen3 and Llama 3 are made of: a byte-level BPE, splits
 * of words by their patterns or by GPT-2's, Unicode normal forms; and those of Llama 2 and Gemma,
 * which come from SentencePiece: a BPE with bytes to fall back on and spaces written as U+2581.
 *
 * @param file for messages
 * @param known the parts that take part in encoding; truncation and padding are left out
 * @param added the text of each added token and its id, in the order of the file
 * @param largestId of all tokens
 */
record TokenizerFile(Path file, ObjectNode known, Map<String, Integer> added, int largestId) {

  private static final List<String> FLAGS =
      List.of("single_word", "lstrip", "rstrip", "normalized", "special");

  private static final int MOST_TOKENS = 1 << 21;
  private static final long MOST_BYTES = 256L << 20;

  /**
   * @throws InvalidInput if the file is missing, malformed, or has a part that is not known
   */
  static TokenizerFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      boolean older = Files.exists(file.resolveSibling("tokenizer.model"));
      throw InvalidInput.of(
          "%s: does not exist; %s",
          file,
          older
              ? "make it from tokenizer.model: in Python, transformers.AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)"
              : "model.path must hold a tokenizer.json");
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
    return new TokenizerFile(file, known, added, vocabulary.largest());
  }

  /** The text for the library. */
  String json() {
    return known.toString();
  }

  /**
   * The most tokens that a byte of text can become: one in a BPE of bytes, three where the text is
   * brought into Unicode's form C first, which makes it three times as long at most.
   *
   * <p>Source: Unicode Standard Annex #15, and the FAQ "Normalization" for the factor in UTF-8.
   *
   * @return as large as an int where texts can grow in other ways
   */
  int tokensPerByte() {
    JsonNode splits = known.path("pre_tokenizer");
    JsonNode last = splits.path("pretokenizers").path(splits.path("pretokenizers").size() - 1);
    JsonNode bytes = last.isMissingNode() ? splits : last;
    boolean ofBytes =
        bytes.path("type").asText().equals("ByteLevel")
            && !bytes.path("add_prefix_space").asBoolean(true);
    JsonNode normalizer = known.path("normalizer");
    if (ofBytes && normalizer.isNull()) {
      return 1;
    }
    return ofBytes && normalizer.path("type").asText().equals("NFC") ? 3 : Integer.MAX_VALUE;
  }

  /**
   * The text for the library, of a tokenizer for what follows another part of the same text.
   *
   * @return empty where it is the same, since nothing is put in front of texts
   */
  Optional<String> continuing() {
    ObjectNode other = known.deepCopy();
    for (String part : List.of("normalizer", "pre_tokenizer")) {
      other.set(part, TokenizerParts.withoutPrefix(known.path(part)));
    }
    return other.equals(known) ? Optional.empty() : Optional.of(other.toString());
  }

  /**
   * The same with the tokens of an added_tokens_decoder, which go before those of this file: their
   * flags count, and one that is not there is added behind all others.
   *
   * @param place the file that has them, for messages
   * @param tokens by id
   * @throws InvalidInput if an id is not the one that the token has or gets
   */
  TokenizerFile with(Path place, Map<String, JsonNode> tokens) {
    TokenizerFile all = this;
    for (Map.Entry<String, JsonNode> entry : byId(place, tokens)) {
      JsonNode token = entry.getValue();
      String content = token.path("content").asText();
      int id = all.idOf(content);
      if (content.isEmpty() || !Integer.toString(id).equals(entry.getKey())) {
        throw new InvalidInput(
            place
                + ": the added token "
                + OneLine.of(token)
                + " has the id "
                + OneLine.of(entry.getKey())
                + ", tokenizer.json gives it "
                + id
                + "; use files of one model");
      }
      all = all.with(content, id, token);
    }
    return all;
  }

  private static List<Map.Entry<String, JsonNode>> byId(Path place, Map<String, JsonNode> tokens) {
    List<Map.Entry<String, JsonNode>> sorted = new ArrayList<>(tokens.entrySet());
    for (Map.Entry<String, JsonNode> entry : sorted) {
      if (!entry.getKey().matches("\\d{1,9}") || !entry.getValue().path("content").isTextual()) {
        throw new InvalidInput(
            place
                + ": the added token "
                + OneLine.of(entry.getKey())
                + " is "
                + OneLine.of(entry.getValue())
                + ", must be an id with a content; "
                + ModelFiles.REMEDY);
      }
    }
    sorted.sort(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())));
    return sorted;
  }

  /**
   * The same where named tokens are tokens, too.
   *
   * @param modelTokens of the model; a named token that would be behind them is none
   */
  TokenizerFile with(Iterable<String> named, int modelTokens) {
    TokenizerFile all = this;
    for (String content : named) {
      if (!all.added.containsKey(content) && all.idOf(content) < modelTokens) {
        all = all.with(content, all.idOf(content), Json.object().put("special", true));
      }
    }
    return all;
  }

  private int idOf(String content) {
    Integer id = added.get(content);
    JsonNode own = known.path("model").path("vocab").path(content);
    return id != null ? id : own.isInt() ? own.intValue() : largestId + 1;
  }

  private TokenizerFile with(String content, int id, JsonNode flags) {
    boolean special = flags.path("special").asBoolean(false);
    ObjectNode token = Json.object().put("id", id).put("content", content);
    for (String flag : FLAGS) {
      token.put(flag, flags.path(flag).asBoolean(flag.equals("normalized") && !special));
    }
    ArrayNode tokens = Json.list();
    boolean there = false;
    for (JsonNode own : known.path("added_tokens")) {
      if (own.equals(token)) {
        return this;
      }
      boolean same = own.path("content").equals(token.path("content"));
      there |= same;
      tokens.add(same ? token : own);
    }
    if (!there) {
      tokens.add(token);
    }
    ObjectNode other = Json.object();
    other.setAll(known);
    other.set("added_tokens", tokens);
    Map<String, Integer> ids = new LinkedHashMap<>(added);
    ids.put(content, id);
    return new TokenizerFile(file, other, ids, Math.max(largestId, id));
  }

  private static Map<String, Integer> added(Path file, JsonNode tokens, Vocabulary vocabulary) {
    if (!tokens.isArray()) {
      throw bad(file, "added_tokens is " + OneLine.of(tokens) + ", must be a list");
    }
    Map<String, Integer> added = new LinkedHashMap<>();
    for (JsonNode token : tokens) {
      boolean flags = true;
      for (String flag : FLAGS) {
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
        file + ": " + what + "; use the tokenizer of a Qwen2, Qwen3, Llama or Gemma 2 model");
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
