package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * How the files of a model folder say that a sequence ends.
 *
 * @param endIds eos_token_id of generation_config.json and config.json; several are normal
 * @param endToken eos_token of tokenizer_config.json, empty where it names none
 */
record SpecialTokens(TreeSet<Integer> endIds, String endToken) {

  /** The name of the padding token in tokenizer_config.json. */
  static final String PADDING = "pad_token";

  /**
   * @param largestId of the tokenizer
   * @throws InvalidInput if an entry is no token, or the tokenizer has more tokens than the model
   */
  static SpecialTokens read(Path folder, int largestId) {
    Path config = folder.resolve("config.json");
    int vocab = largestId + 1;
    JsonNode size = ModelFiles.object(config).path("vocab_size");
    if (size.isInt()) {
      if (size.intValue() < vocab) {
        throw InvalidInput.of(
            "%s: vocab_size is %s, tokenizer.json has the id %d; use files of one model",
            config, size, largestId);
      }
      vocab = size.intValue();
    }
    TreeSet<Integer> endIds = new TreeSet<>();
    for (Path file : List.of(folder.resolve("generation_config.json"), config)) {
      JsonNode ids = ModelFiles.object(file).path("eos_token_id");
      if (ids.isArray()) {
        for (JsonNode id : ids) {
          endIds.add(id(file, id, vocab));
        }
      } else if (!ids.isMissingNode() && !ids.isNull()) {
        endIds.add(id(file, ids, vocab));
      }
    }
    return new SpecialTokens(endIds, token(folder.resolve("tokenizer_config.json"), "eos_token"));
  }

  private static int id(Path file, JsonNode id, int vocab) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() >= vocab) {
      throw InvalidInput.of(
          "%s: eos_token_id has %s, must be a token id below %d, or a list of such",
          file, OneLine.of(id), vocab);
    }
    return id.intValue();
  }

  /** The text of a token that tokenizer_config.json names; empty where it names none. */
  static String token(Path file, String name) {
    JsonNode token = ModelFiles.object(file).path(name);
    if (token.isMissingNode() || token.isNull()) {
      return "";
    }
    JsonNode text = token.isObject() ? token.path("content") : token;
    if (!text.isTextual()) {
      throw InvalidInput.of(
          "%s: %s is %s, must be the text of a token or null", file, name, OneLine.of(token));
    }
    return text.textValue();
  }
}
