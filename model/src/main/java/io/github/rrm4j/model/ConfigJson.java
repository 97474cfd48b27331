package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * An object of a config.json whose values are checked as they are read.
 *
 * @param place the file, and the key of the object where it is an inner one
 */
record ConfigJson(String place, JsonNode json) {

  /**
   * @throws InvalidInput if the file is missing or malformed
   */
  static ConfigJson read(Path file) {
    return new ConfigJson(
        file.toString(), Json.read(file, "model.path must be a Hugging Face model folder"));
  }

  /**
   * The bytes of a config.json that names the element type of its weights.
   *
   * @return the file as it is, where it does already
   */
  static byte[] withType(Path file, DType type) throws IOException {
    ObjectNode json = (ObjectNode) read(file).json();
    String name =
        switch (type) {
          case F32 -> "float32";
          case F16 -> "float16";
          case BF16 -> "bfloat16";
          default -> throw new IllegalArgumentException("no weights are " + type);
        };
    String key = json.has("dtype") ? "dtype" : "torch_dtype";
    if (json.path(key).asText().equals(name)) {
      return Files.readAllBytes(file);
    }
    json.put(key, name);
    if (key.equals("dtype")) {
      json.remove("torch_dtype");
    }
    return Json.pretty(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The bytes of a config.json of the same decoder under a value head with one label.
   *
   * @param pad the padding token, by which transformers finds the end of a padded sequence; a file
   *     that names one keeps its own
   */
  static byte[] underValueHead(Path file, Architecture architecture, OptionalInt pad)
      throws IOException {
    ObjectNode json = (ObjectNode) read(file).json();
    json.putArray("architectures").add(architecture.className(Head.VALUE));
    json.putObject("id2label").put("0", "LABEL_0");
    json.putObject("label2id").put("LABEL_0", 0);
    json.remove("num_labels");
    if (pad.isPresent() && !json.hasNonNull("pad_token_id")) {
      json.put("pad_token_id", pad.getAsInt());
    }
    return Json.pretty(json).getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes of a config.json of a decoder with another number of tokens, tied or not. */
  static byte[] withVocabulary(Path file, int tokens, boolean tied) {
    ObjectNode json = (ObjectNode) read(file).json();
    json.put("vocab_size", tokens).put("tie_word_embeddings", tied);
    return Json.pretty(json).getBytes(StandardCharsets.UTF_8);
  }

  boolean has(String key) {
    return json.hasNonNull(key);
  }

  /** The object under a key, empty where there is none. */
  ConfigJson object(String key) {
    JsonNode inner = json.path(key);
    if (has(key) && !inner.isObject()) {
      throw wrong(key, "an object");
    }
    return new ConfigJson(place + ": " + key, inner);
  }

  int positive(String key) {
    return positive(key, Integer.MAX_VALUE);
  }

  int positive(String key, int most) {
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < 1
        || value.asInt() > most) {
      throw wrong(key, "a positive integer" + (most < Integer.MAX_VALUE ? " up to " + most : ""));
    }
    return value.asInt();
  }

  /** A number above 0; {@code otherwise} where there is none. */
  double number(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    double value = json.get(key).asDouble();
    if (!json.get(key).isNumber() || !(value > 0) || !Double.isFinite(value)) {
      throw wrong(key, "a positive number");
    }
    return value;
  }

  /** A number above 0 that must be there. */
  double number(String key) {
    if (!has(key)) {
      throw wrong(key, "a positive number");
    }
    return number(key, 0);
  }

  boolean flag(String key, boolean otherwise) {
    if (has(key) && !json.get(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return json.path(key).asBoolean(otherwise);
  }

  /**
   * Refuses a key that nobody here knows, unless its value says that it is off.
   *
   * @throws InvalidInput naming the first such key
   */
  void requireKnown(Predicate<String> known) {
    json.properties()
        .forEach(
            entry -> {
              if (!known.test(entry.getKey()) && !isOff(entry.getValue())) {
                throw InvalidInput.of(
                    "%s: %s is %s, a key that is not known here and may change the mathematics; take another model, or remove the key if it does not",
                    place, OneLine.of(entry.getKey()), OneLine.of(entry.getValue()));
              }
            });
  }

  static boolean isOff(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.asBoolean())
        || (value.isContainerNode() && value.isEmpty());
  }

  /** The complaint that a key has not the value that it must have. */
  InvalidInput wrong(String key, String allowed) {
    return InvalidInput.of(
        "%s: %s is %s, must be %s", place, key, OneLine.of(json.path(key)), allowed);
  }
}
