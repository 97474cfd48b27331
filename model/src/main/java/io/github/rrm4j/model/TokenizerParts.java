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
    require(NORMAL_FORMS.contains(type), "normalizer", part, "of type NFC, NFD, NFKC or NFKD");
    return node().put("type", type);
  }

  private JsonNode onePreTokenizer(JsonNode part) {
    String type = part.path("type").asText();
    ObjectNode copy = node().put("type", type);
    switch (type) {
      case "ByteLevel" -> byteLevel(part, copy);
      case "Digits" -> flag(part, "individual_digits", false, copy);
      case "Split" -> {
        JsonNode pattern = part.path("pattern").path("Regex");
        require(
            part.path("pattern").size() == 1 && SplitPattern.isKnown(pattern.asText()),
            "pre_tokenizer.pattern",
            part.path("pattern"),
            "a Regex of the form of Qwen's or Llama 3's");
        copy.putObject("pattern").set("Regex", pattern);
        JsonNode behavior = part.path("behavior");
        require(BEHAVIORS.contains(behavior.asText()), "behavior", behavior, "of " + BEHAVIORS);
        copy.set("behavior", behavior);
        flag(part, "invert", false, copy);
      }
      default ->
          require(false, "pre_tokenizer", part, "of type ByteLevel, Digits, Split or Sequence");
    }
    return copy;
  }

  private JsonNode oneDecoder(JsonNode part) {
    String type = part.path("type").asText();
    require(type.equals("ByteLevel"), "decoder", part, "of type ByteLevel or a Sequence of it");
    ObjectNode copy = node().put("type", type);
    byteLevel(part, copy);
    return copy;
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
