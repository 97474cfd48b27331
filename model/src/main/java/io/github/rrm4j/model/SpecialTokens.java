package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The tokens with a name, and the ids with which a sequence ends. */
final class SpecialTokens {

  /** The name of the padding token. */
  static final String PADDING = "pad_token";

  /** The name of the token that ends a sequence. */
  static final String END = "eos_token";

  /** The names that chat templates know. */
  static final List<String> NAMES =
      List.of("bos_token", END, "unk_token", "sep_token", PADDING, "cls_token", "mask_token");

  private static final List<String> LISTS =
      List.of("additional_special_tokens", "extra_special_tokens");

  private SpecialTokens() {}

  /**
   * The texts of the named tokens.
   *
   * @throws InvalidInput if one is no text
   */
  static Map<String, String> named(ModelText text) {
    JsonNode config = text.tokenizerConfig();
    Map<String, String> named = new LinkedHashMap<>();
    for (String name : NAMES) {
      JsonNode token = config.path(name);
      if (!token.isMissingNode() && !token.isNull()) {
        named.put(
            name,
            content(token)
                .orElseThrow(
                    () ->
                        new InvalidInput(
                            text.specialTokensFile()
                                + ": "
                                + name
                                + " is "
                                + OneLine.of(token)
                                + ", must be the text of a token or null")));
      }
    }
    return named;
  }

  /** The texts of all tokens that the settings name or list, which are tokens for that reason. */
  static TreeSet<String> all(ModelText text) {
    TreeSet<String> all = new TreeSet<>(named(text).values());
    JsonNode config = text.tokenizerConfig();
    config
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().endsWith("_token")) {
                content(entry.getValue()).ifPresent(all::add);
              }
            });
    for (String list : LISTS) {
      config.path(list).forEach(token -> content(token).ifPresent(all::add));
    }
    all.remove("");
    return all;
  }

  private static Optional<String> content(JsonNode token) {
    return Optional.ofNullable((token.isObject() ? token.path("content") : token).textValue());
  }

  /**
   * The eos_token_id that counts; several are normal.
   *
   * @param vocab ids are below it
   * @throws InvalidInput if one is no id
   */
  static TreeSet<Integer> endIds(ModelText text, int vocab) {
    TreeSet<Integer> endIds = new TreeSet<>();
    Map.Entry<Path, JsonNode> found = text.endIds();
    JsonNode ids = found.getValue();
    if (ids.isArray()) {
      ids.forEach(id -> endIds.add(id(found.getKey(), id, vocab)));
    } else if (!ids.isMissingNode() && !ids.isNull()) {
      endIds.add(id(found.getKey(), ids, vocab));
    }
    return endIds;
  }

  private static int id(Path file, JsonNode id, int vocab) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() >= vocab) {
      throw InvalidInput.of(
          "%s: eos_token_id has %s, must be a token id below %d, or a list of such",
          file, OneLine.of(id), vocab);
    }
    return id.intValue();
  }
}
