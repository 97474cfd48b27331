package io.github.rrm4j.miniature;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer of the miniature as a {@code tokenizer.json}: byte-level byte-pair encoding in
 * which every word of the miniature is one token and any other text is its bytes.
 *
 * <p>Source: Hugging Face tokenizers, file format version 1.0. Differs from Qwen2's file: no
 * Unicode normalisation, so that every text comes back as it was.
 */
final class MiniatureTokenizer {

  static final String PAD = "<|pad|>";
  static final String USER = "<|user|>";
  static final String ASSISTANT = "<|assistant|>";
  static final String END = "<|end|>";
  static final String THINK = "<think>";
  static final String END_OF_THINKING = "</think>";

  /** Special tokens are left out when text is decoded; those around the thinking must stay. */
  private static final Map<String, Boolean> SPECIAL = special();

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long SAMPLE_SEED = 1;
  private static final int SAMPLE_SIZE = 2000;

  private final List<BytePairMerges.Merge> merges = BytePairMerges.learn(sample());
  private final Map<String, Integer> vocabulary = vocabulary(merges);

  /** The number of tokens, the added ones among them. */
  int size() {
    return vocabulary.size() + SPECIAL.size();
  }

  /** The id of an added token. */
  int id(String added) {
    return vocabulary.size() + List.copyOf(SPECIAL.keySet()).indexOf(added);
  }

  /** The content of {@code tokenizer.json}. */
  ObjectNode json() {
    ObjectNode root = JSON.objectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.set("added_tokens", addedTokens());
    root.putNull("normalizer");
    ObjectNode split = JSON.objectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", PreTokenizer.PATTERN);
    split.put("behavior", "Isolated").put("invert", false);
    ObjectNode preTokenizer = root.putObject("pre_tokenizer").put("type", "Sequence");
    preTokenizer.putArray("pretokenizers").add(split).add(byteLevel());
    root.set("post_processor", byteLevel());
    root.set("decoder", byteLevel());
    root.set("model", model());
    return root;
  }

  /** The added tokens by id, as {@code tokenizer_config.json} has them. */
  ObjectNode addedTokensDecoder() {
    ObjectNode decoder = JSON.objectNode();
    SPECIAL.keySet().forEach(token -> decoder.set(String.valueOf(id(token)), described(token)));
    return decoder;
  }

  private ArrayNode addedTokens() {
    ArrayNode tokens = JSON.arrayNode();
    for (String token : SPECIAL.keySet()) {
      tokens.add(JSON.objectNode().put("id", id(token)).setAll(described(token)));
    }
    return tokens;
  }

  private static ObjectNode described(String token) {
    return JSON.objectNode()
        .put("content", token)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", SPECIAL.get(token));
  }

  private ObjectNode model() {
    ObjectNode model = JSON.objectNode().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocab = model.putObject("vocab");
    vocabulary.forEach(vocab::put);
    ArrayNode lines = model.putArray("merges");
    merges.forEach(merge -> lines.add(merge.left() + " " + merge.right()));
    return model;
  }

  private static ObjectNode byteLevel() {
    return JSON.objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static Map<String, Integer> vocabulary(List<BytePairMerges.Merge> merges) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    PreTokenizer.alphabet().forEach(symbol -> ids.put(symbol, ids.size()));
    merges.forEach(merge -> ids.putIfAbsent(merge.merged(), ids.size()));
    return ids;
  }

  private static Map<String, Boolean> special() {
    Map<String, Boolean> special = new LinkedHashMap<>();
    for (String token : List.of(PAD, USER, ASSISTANT, END)) {
      special.put(token, true);
    }
    special.put(THINK, false);
    special.put(END_OF_THINKING, false);
    return special;
  }

  /** Judgements of the miniature, cut where added tokens stand. */
  private static List<String> sample() {
    List<String> texts = new ArrayList<>();
    Miniature world = Miniature.generate(SAMPLE_SEED, 0, 0, SAMPLE_SIZE, Slips.STANDARD);
    for (Demonstration demonstration : world.demonstrations()) {
      Pair pair = demonstration.pair();
      texts.add(
          "Query: "
              + pair.query()
              + "\nAssistant 1: "
              + pair.first()
              + "\nAssistant 2: "
              + pair.second());
      texts.add("\n" + demonstration.thinking() + "\n");
      texts.add("\n\n\\boxed{Assistant " + demonstration.verdict().number() + "}");
    }
    return texts;
  }
}
