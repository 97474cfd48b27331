package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which file each thing comes from that turns text into tokens and says where a sequence ends, of a
 * model folder, or of an adapter folder with its base. Whoever opens, trains, exports or inspects a
 * model asks here.
 *
 * <p>The order, and its source:
 *
 * <ul>
 *   <li>tokenizer.json and tokenizer_config.json are the adapter folder's where it has them, else
 *       the base's (PEFT 0.21, auto.py: the tokenizer of a folder with a tokenizer_config.json is
 *       that of the adapter).
 *   <li>{@code added_tokens_decoder} adds to the tokens of tokenizer.json and changes their flags;
 *       without it special_tokens_map.json goes before tokenizer_config.json (transformers 5.18,
 *       tokenization_utils_base.py, {@code _from_pretrained}).
 *   <li>The chat template is chat_template.jinja, else additional_chat_templates/default.jinja,
 *       else that of tokenizer_config.json (the same place), else that of chat_template.json
 *       (processing_utils.py); an adapter folder that has one goes before its base.
 *   <li>Sequences end with eos_token_id of generation_config.json, else of config.json, of the base
 *       (generation/configuration_utils.py, {@code from_model_config}; PEFT reads neither from an
 *       adapter folder), and with the eos_token of the tokenizer, as in vLLM.
 * </ul>
 */
public final class ModelText {

  static final String TOKENIZER = "tokenizer.json";
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final String SPECIAL_TOKENS = "special_tokens_map.json";
  private static final String ADDED_TOKENS = "added_tokens.json";
  private static final String DECODER = "added_tokens_decoder";
  private static final String GENERATION = "generation_config.json";
  private static final String MODEL = "config.json";
  private static final String JINJA = "chat_template.jinja";
  private static final String OLD_TEMPLATE = "chat_template.json";
  private static final String TEMPLATE = "chat_template";
  private static final String END = "eos_token_id";

  private final Path base;
  private final Optional<Path> adapter;

  private ModelText(Path base, Optional<Path> adapter) {
    this.base = base;
    this.adapter = adapter;
  }

  /**
   * @param folder a model folder, or an adapter folder that names its base
   * @throws InvalidInput if it is an adapter whose base is not here
   */
  public static ModelText of(Path folder) {
    return Files.isRegularFile(folder.resolve(PeftAdapter.CONFIG))
        ? new ModelText(ModelFolder.base(folder), Optional.of(folder))
        : new ModelText(folder, Optional.empty());
  }

  /** That of a base with a saved adapter on it. */
  public static ModelText of(Path base, Optional<Path> adapter) {
    return new ModelText(base, adapter);
  }

  /** The folders, the first to be asked first. */
  private Stream<Path> folders() {
    return Stream.concat(adapter.stream(), Stream.of(base));
  }

  /** A file of the first folder that has it; where none has it, the place where it should be. */
  private Path first(String name) {
    return folders()
        .map(folder -> folder.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(base.resolve(name));
  }

  /** The tokens before the special ones and the merges. */
  Path vocabulary() {
    return first(TOKENIZER);
  }

  /** The folder whose tokenizer_config.json and special_tokens_map.json count. */
  private Path settings() {
    return folders()
        .filter(
            folder ->
                Stream.of(TOKENIZER_CONFIG, SPECIAL_TOKENS)
                    .anyMatch(name -> Files.isRegularFile(folder.resolve(name))))
        .findFirst()
        .orElse(base);
  }

  /** tokenizer_config.json under the named tokens of special_tokens_map.json, where they count. */
  ObjectNode tokenizerConfig() {
    ObjectNode config = ModelFiles.object(tokenizerConfigFile());
    if (!config.has(DECODER)) {
      config.setAll(ModelFiles.object(settings().resolve(SPECIAL_TOKENS)));
    }
    return config;
  }

  /** Where the named tokens come from. */
  Path tokenizerConfigFile() {
    return settings().resolve(TOKENIZER_CONFIG);
  }

  /** Where a named token comes from, for messages. */
  Path specialTokensFile() {
    Path map = settings().resolve(SPECIAL_TOKENS);
    return Files.isRegularFile(map) && !ModelFiles.object(tokenizerConfigFile()).has(DECODER)
        ? map
        : tokenizerConfigFile();
  }

  /**
   * Added tokens beside those of tokenizer.json, by id, from tokenizer_config.json or a legacy
   * file.
   */
  Map<String, JsonNode> addedTokens() {
    Map<String, JsonNode> added = new LinkedHashMap<>();
    JsonNode decoder = ModelFiles.object(tokenizerConfigFile()).path(DECODER);
    if (!decoder.isMissingNode()) {
      if (!decoder.isObject() && !decoder.isNull()) {
        throw new InvalidInput(
            tokenizerConfigFile()
                + ": "
                + DECODER
                + " is "
                + OneLine.of(decoder)
                + ", must be ids and tokens; "
                + ModelFiles.REMEDY);
      }
      decoder.properties().forEach(entry -> added.put(entry.getKey(), entry.getValue()));
      return added;
    }
    ModelFiles.object(settings().resolve(ADDED_TOKENS))
        .properties()
        .forEach(
            entry ->
                added.put(entry.getValue().asText(), Json.object().put("content", entry.getKey())));
    return added;
  }

  /**
   * The chat template that counts, and where it stands.
   *
   * @param file jinja, or JSON with a key
   */
  record Template(Path file, String text) {}

  Template template() {
    return folders()
        .flatMap(folder -> templateOf(folder).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    tokenizerConfigFile()
                        + ": has no chat_template; add one, or a file chat_template.jinja beside"
                        + " it"));
  }

  private static Optional<Template> templateOf(Path folder) {
    for (String jinja : List.of(JINJA, "additional_chat_templates/default.jinja")) {
      Path file = folder.resolve(jinja);
      if (Files.exists(file)) {
        return Optional.of(new Template(file, ModelFiles.text(file)));
      }
    }
    for (String json : List.of(TOKENIZER_CONFIG, OLD_TEMPLATE)) {
      Path file = folder.resolve(json);
      JsonNode template = ModelFiles.object(file).path(TEMPLATE);
      if (!template.isMissingNode() && !template.isNull()) {
        return Optional.of(new Template(file, ChatTemplate.text(file, template)));
      }
    }
    return Optional.empty();
  }

  /** The file whose eos_token_id counts, and what it says; a missing node where none has any. */
  Map.Entry<Path, JsonNode> endIds() {
    for (String name : List.of(GENERATION, MODEL)) {
      JsonNode ids = ModelFiles.object(base.resolve(name)).path(END);
      if (!ids.isMissingNode() && !ids.isNull()) {
        return Map.entry(base.resolve(name), ids);
      }
    }
    return Map.entry(
        base.resolve(GENERATION), ModelFiles.object(base.resolve(GENERATION)).path(END));
  }

  /** The folder of the whole weights: that of the base for an adapter. */
  Path base() {
    return base;
  }

  /** The folder of the saved adapter, where there is one. */
  Optional<Path> adapter() {
    return adapter;
  }

  /** config.json of the model, that of the base for an adapter. */
  public Path modelConfig() {
    return base.resolve(MODEL);
  }

  /**
   * The architecture of the model, for who needs no weights.
   *
   * @throws InvalidInput if a file is missing or malformed
   */
  public ModelConfig config() {
    ModelConfig own = ModelConfig.read(modelConfig());
    if (adapter.isEmpty()) {
      return own;
    }
    try (AdapterFile brings = AdapterFile.open(adapter.get())) {
      return brings.on(own);
    }
  }

  /**
   * How many tokens the model has, if config.json, or an embedding that an adapter brings, says so.
   */
  Optional<Integer> modelTokens() {
    JsonNode size = ModelFiles.object(modelConfig()).path("vocab_size");
    if (adapter.isPresent() && Files.isRegularFile(adapter.get().resolve(PeftAdapter.WEIGHTS))) {
      try (AdapterFile file = AdapterFile.open(adapter.get())) {
        Optional<Integer> rows = file.vocabulary();
        if (rows.isPresent()) {
          return rows;
        }
      }
    }
    return size.isInt() ? Optional.of(size.intValue()) : Optional.empty();
  }

  /** Reads the tokenizer; whoever calls closes it. */
  public Tokenizer tokenizer() {
    return Tokenizer.read(this);
  }

  /** The id of the padding token, where one is named and is one token. */
  OptionalInt padding(Tokenizer tokenizer) {
    String token = SpecialTokens.named(this).getOrDefault(SpecialTokens.PADDING, "");
    return token.isEmpty() ? OptionalInt.empty() : tokenizer.id(token);
  }

  /** The text of the chat template that counts. */
  public String chatTemplate() {
    return template().text();
  }

  /** Reads the chat template. */
  public ChatTemplate chat() {
    return new ChatTemplate(this);
  }

  /**
   * What is in the folders and does not count although it says something else, in one line each.
   */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    JsonNode general = ModelFiles.object(modelConfig()).path(END);
    Map.Entry<Path, JsonNode> counts = endIds();
    if (general.isInt()
        && counts.getKey().endsWith(GENERATION)
        && !holds(counts.getValue(), general)) {
      notes.add(
          "config.json has the eos_token_id "
              + general
              + ", generation_config.json has "
              + OneLine.of(counts.getValue())
              + ", which counts");
    }
    for (Path folder : adapter.stream().toList()) {
      JsonNode own = ModelFiles.object(folder.resolve(GENERATION)).path(END);
      if (!own.isMissingNode() && !own.equals(counts.getValue())) {
        notes.add(
            "the eos_token_id "
                + OneLine.of(own)
                + " of the adapter's generation_config.json is not read; that of its base counts");
      }
    }
    return notes;
  }

  private static boolean holds(JsonNode ids, JsonNode id) {
    boolean holds = ids.equals(id);
    for (JsonNode one : ids) {
      holds |= one.equals(id);
    }
    return holds;
  }

  /** The name of a file, and whose it is where there are two folders. */
  String named(Path file) {
    boolean own = adapter.isPresent() && file.startsWith(adapter.get());
    Path folder = own ? adapter.get() : base;
    String whose = adapter.isEmpty() ? "" : own ? " of the adapter" : " of the base";
    return folder.relativize(file) + whose;
  }

  /**
   * Files under the names that a folder of a copy needs, so that the same things count there; kept
   * in memory, since the folder may be a checkpoint that is pruned while the model lives.
   *
   * @param names more files to take along where they are, the first folder's
   */
  public Map<String, byte[]> files(List<String> names) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(files, MODEL, base.resolve(MODEL));
    put(files, GENERATION, base.resolve(GENERATION));
    put(files, TOKENIZER, vocabulary());
    for (String name : List.of(TOKENIZER_CONFIG, SPECIAL_TOKENS, ADDED_TOKENS)) {
      put(files, name, settings().resolve(name));
    }
    folders()
        .flatMap(folder -> templateOf(folder).stream())
        .findFirst()
        .ifPresent(template -> put(files, template));
    names.forEach(name -> put(files, name, first(name)));
    return files;
  }

  /** A template out of a file that is not taken along is one of its own. */
  private void put(Map<String, byte[]> files, Template template) {
    if (template.file().equals(tokenizerConfigFile())) {
      return;
    }
    if (template.file().endsWith(OLD_TEMPLATE)
        && !ModelFiles.object(tokenizerConfigFile()).hasNonNull(TEMPLATE)) {
      put(files, OLD_TEMPLATE, template.file());
    } else {
      files.put(JINJA, template.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void put(Map<String, byte[]> files, String name, Path file) {
    try {
      if (Files.isRegularFile(file)) {
        files.put(name, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read: " + OneLine.of(e), e);
    }
  }
}
