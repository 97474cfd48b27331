package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The parts of a tokenizer.json that are known, each copied key by key; any other is an error.
 *
 * <p>Source: the file format of the tokenizers library. Differs: what the supported models do not
 * need is not known; patterns have a form of their own ({@link SplitPattern}).
 *
 * @param file for messages
 */
record TokenizerParts(Path file) {

  private static final Set<String> NORMAL_FORMS = Set.of("NFC", "NFD", "NFKC", "NFKD");

  private static final String SCHEME = "prepend_scheme";
  private static final String NEVER = "never";
  private static final List<String> SCHEMES = List.of("first", "always", NEVER);
  private static final int LONGEST_TEXT = 16;

  private static final Set<String> BEHAVIORS =
      Set.of("Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous");

  JsonNode normalizer(JsonNode part) {
    return either(part, "normalizer", "normalizers", this::oneNormalizer);
  }

  JsonNode preTokenizer(JsonNode part) {
    return either(part, "pre_tokenizer", "pretokenizers", this::onePreTokenizer);
  }

  JsonNode decoder(JsonNode part) {
    return either(part, "decoder", "decoders", this::oneDecoder);
  }

  /** A BPE without affixes; the library ends the process on some affixes. */
  JsonNode model(JsonNode part) {
    require(part.path("type").asText("BPE").equals("BPE"), "model.type", part.path("type"), "BPE");
    for (String key : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      require(
          part.path(key).asText("").isEmpty() || part.path(key).isNull(),
          "model." + key,
          part.path(key),
          "empty");
    }
    require(!part.hasNonNull("dropout"), "model.dropout", part.path("dropout"), "null");
    ObjectNode model = node().put("type", "BPE");
    JsonNode unknown = part.path("unk_token");
    if (!unknown.isMissingNode() && !unknown.isNull()) {
      require(
          unknown.isTextual() && part.path("vocab").has(unknown.asText()),
          "model.unk_token",
          unknown,
          "a token of the vocabulary");
      model.set("unk_token", unknown);
    }
    for (String flag : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
      flag(part, flag, false, model);
    }
    model.set("vocab", part.path("vocab"));
    JsonNode merges = part.path("merges");
    require(merges.isArray(), "model.merges", merges, "a list");
    merges.forEach(this::requireMerge);
    model.set("merges", merges);
    return model;
  }

  private void requireMerge(JsonNode merge) {
    boolean pair =
        merge.isArray()
            && merge.size() == 2
            && merge.get(0).isTextual()
            && merge.get(1).isTextual();
    require(pair || merge.isTextual(), "a merge", merge, "two tokens");
  }

  private JsonNode oneNormalizer(JsonNode part) {
    String type = part.path("type").asText();
    return switch (type) {
      case "Prepend" -> {
        text(part, "prepend", 1, LONGEST_TEXT);
        yield node().put("type", type).put("prepend", part.path("prepend").asText());
      }
      case "Replace" -> replace(part);
      default -> {
        require(
            NORMAL_FORMS.contains(type),
            "normalizer",
            part,
            "of type NFC, NFD, NFKC, NFKD, Prepend or Replace");
        yield node().put("type", type);
      }
    };
  }

  /** A Replace of one text by another, as a normalizer or a decoder. */
  private ObjectNode replace(JsonNode part) {
    JsonNode pattern = part.path("pattern");
    require(pattern.size() == 1 && pattern.has("String"), "a Replace's pattern", pattern, "a text");
    text(pattern, "String", 1, LONGEST_TEXT);
    text(part, "content", 0, LONGEST_TEXT);
    ObjectNode copy = node().put("type", "Replace");
    copy.set("pattern", pattern);
    return copy.put("content", part.path("content").asText());
  }

  private JsonNode onePreTokenizer(JsonNode part) {
    String type = part.path("type").asText();
    ObjectNode copy = node().put("type", type);
    switch (type) {
      case "ByteLevel" -> byteLevel(part, copy);
      case "Digits" -> flag(part, "individual_digits", false, copy);
      case "Split" -> {
        JsonNode pattern = part.path("pattern");
        boolean plain = !pattern.path("String").asText().isEmpty();
        require(
            pattern.size() == 1 && (plain || SplitPattern.isKnown(pattern.path("Regex").asText())),
            "pre_tokenizer.pattern",
            pattern,
            "a text, or a Regex of the form of Qwen's or Llama 3's");
        copy.set("pattern", pattern);
        JsonNode behavior = part.path("behavior");
        require(BEHAVIORS.contains(behavior.asText()), "behavior", behavior, "of " + BEHAVIORS);
        copy.set("behavior", behavior);
        flag(part, "invert", false, copy);
      }
      case "Metaspace" -> metaspace(part, copy);
      default ->
          require(
              false,
              "pre_tokenizer",
              part,
              "of type ByteLevel, Digits, Metaspace, Split or Sequence");
    }
    return copy;
  }

  private JsonNode oneDecoder(JsonNode part) {
    String type = part.path("type").asText();
    ObjectNode copy = node().put("type", type);
    switch (type) {
      case "ByteLevel" -> byteLevel(part, copy);
      case "ByteFallback", "Fuse" -> {}
      case "Replace" -> copy = replace(part);
      case "Metaspace" -> metaspace(part, copy);
      case "Strip" -> {
        text(part, "content", 1, 1);
        copy.set("content", part.path("content"));
        for (String end : List.of("start", "stop")) {
          JsonNode most = part.path(end);
          require(most.isInt() && most.asInt() >= 0, "a Strip's " + end, most, "0 or more");
          copy.set(end, most);
        }
      }
      default ->
          require(
              false,
              "decoder",
              part,
              "of type ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Strip or Sequence");
    }
    return copy;
  }

  /** Before tokenizers 0.15 a flag said what {@code prepend_scheme} says now. */
  private void metaspace(JsonNode part, ObjectNode copy) {
    text(part, "replacement", 1, 1);
    copy.set("replacement", part.path("replacement"));
    JsonNode scheme = part.path(SCHEME);
    boolean before = part.path("add_prefix_space").asBoolean(true);
    String prepend = scheme.isMissingNode() ? before ? "always" : NEVER : scheme.asText();
    require(SCHEMES.contains(prepend), SCHEME, scheme, "one of " + SCHEMES);
    flag(part, "split", true, copy.put(SCHEME, prepend));
  }

  private void text(JsonNode part, String key, int least, int most) {
    JsonNode value = part.path(key);
    int length = value.asText().codePointCount(0, value.asText().length());
    require(
        value.isTextual() && length >= least && length <= most,
        key,
        value,
        "a text of " + least + " to " + most + " characters");
  }

  /**
   * A normalizer or pre-tokenizer that puts nothing in front of a text: for what follows another
   * part of the same text.
   */
  static JsonNode withoutPrefix(JsonNode part) {
    if (part.path("type").asText().equals("Prepend")) {
      return node().put("type", "Sequence").set("normalizers", node().arrayNode());
    }
    if (part.has(SCHEME)) {
      return ((ObjectNode) part.deepCopy()).put(SCHEME, NEVER);
    }
    ObjectNode copy = part.isObject() ? part.deepCopy() : null;
    for (String list : List.of("normalizers", "pretokenizers")) {
      if (part.has(list)) {
        ArrayNode parts = copy.putArray(list);
        part.path(list).forEach(element -> parts.add(withoutPrefix(element)));
      }
    }
    return copy == null ? part : copy;
  }

  private void byteLevel(JsonNode part, ObjectNode copy) {
    for (String flag : List.of("add_prefix_space", "trim_offsets", "use_regex")) {
      flag(part, flag, true, copy);
    }
  }

  /** Nothing, one part, or a Sequence of parts. */
  private JsonNode either(JsonNode part, String name, String list, UnaryOperator<JsonNode> one) {
    if (part.isMissingNode() || part.isNull()) {
      return NullNode.getInstance();
    }
    if (!part.path("type").asText().equals("Sequence")) {
      return one.apply(part);
    }
    require(part.path(list).isArray(), name, part, "a list of " + list);
    ObjectNode copy = node().put("type", "Sequence");
    ArrayNode parts = copy.putArray(list);
    part.path(list).forEach(element -> parts.add(one.apply(element)));
    return copy;
  }

  private void flag(JsonNode part, String key, boolean otherwise, ObjectNode into) {
    JsonNode value = part.path(key);
    require(value.isMissingNode() || value.isBoolean(), key, value, "true or false");
    into.put(key, value.asBoolean(otherwise));
  }

  private void require(boolean holds, String name, JsonNode value, String allowed) {
    if (!holds) {
      throw TokenizerFile.bad(file, name + " is " + OneLine.of(value) + ", must be " + allowed);
    }
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
