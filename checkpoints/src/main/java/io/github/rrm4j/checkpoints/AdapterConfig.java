package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.PeftAdapter.Task;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The file adapter_config.json, whose every key is known, off, or refused by name. */
record AdapterConfig(Path file) {

  /** Keys that are read, or tell of the training, the origin or the loading. */
  private static final Set<String> KNOWN =
      Set.of(
          "alpha_pattern",
          "auto_mapping",
          "base_model_name_or_path",
          "eva_config",
          "exclude_modules",
          "inference_mode",
          "layers_pattern",
          "layers_to_transform",
          "lora_alpha",
          "lora_dropout",
          "megatron_core",
          "modules_to_save",
          "peft_version",
          "qalora_group_size",
          "r",
          "rank_pattern",
          "revision",
          "runtime_config",
          "target_modules",
          "use_rslora");

  /** Other keys, and the values beside null, false, [] and {} under which the formula holds. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "peft_type", Set.of("LORA"),
          "task_type", Set.of("CAUSAL_LM", "SEQ_CLS"),
          "bias", Set.of("none"),
          "init_lora_weights", Set.of("true", "gaussian", "orthogonal", "eva"));

  private static final String LAYERS = "names of layers";

  PeftAdapter read() {
    ObjectNode config = Json.read(file, "save the adapter with PEFT again");
    require(config.path("peft_type").isTextual(), "peft_type is missing, must be LORA");
    config.properties().forEach(entry -> requireKnown(entry.getKey(), entry.getValue()));
    JsonNode rank = config.path("r");
    require(isRank(rank), "r is " + text(rank) + ", must be a whole number above 0");
    JsonNode alpha = config.path("lora_alpha");
    require(isAlpha(alpha), "lora_alpha is " + text(alpha) + ", must be a number above 0");
    JsonNode base = config.path("base_model_name_or_path");
    require(
        !base.isTextual() || base.textValue().codePoints().noneMatch(Character::isISOControl),
        "base_model_name_or_path is " + text(base) + ", must be the name of a folder");
    JsonNode targets = config.path("target_modules");
    boolean all =
        targets.isTextual() && targets.textValue().equalsIgnoreCase(PeftAdapter.ALL_LINEAR);
    List<String> names =
        all ? List.of(PeftAdapter.ALL_LINEAR) : names(config, "target_modules", LAYERS);
    require(
        !names.isEmpty(), "target_modules is " + text(targets) + ", must be a list of " + LAYERS);
    boolean reward = config.path("task_type").asText().equals(Task.SEQ_CLS.name());
    return new PeftAdapter(
        rank.asInt(),
        alpha.asDouble(),
        names,
        Optional.ofNullable(base.textValue()),
        reward ? Task.SEQ_CLS : Task.CAUSAL_LM,
        rules(config, all, reward));
  }

  private ModuleRules rules(ObjectNode config, boolean all, boolean reward) {
    boolean pattern = config.path("target_modules").isTextual() && !all;
    List<String> saved = new ArrayList<>(names(config, "modules_to_save", "names of modules"));
    if (reward) {
      saved.removeAll(PeftAdapter.VALUE_HEADS); // a tensor of its own: PeftAdapter.SCORE
    }
    List<String> lists = names(config, "layers_pattern", "the name of a list of layers");
    for (String name : lists) {
      require(
          name.matches("\\w+"), "layers_pattern is " + OneLine.of(name) + ", must be a plain name");
    }
    List<Integer> layers = layers(config.path("layers_to_transform"));
    require(
        !pattern || layers.isEmpty() && lists.isEmpty(),
        "layers_to_transform is used with a pattern of target_modules, must be off");
    ModuleRules rules =
        new ModuleRules(
            config.path("use_rslora").asBoolean(),
            patterns(config, "rank_pattern", this::isRank, JsonNode::asInt),
            patterns(config, "alpha_pattern", this::isAlpha, JsonNode::asDouble),
            pattern ? Optional.of(config.path("target_modules").textValue()) : Optional.empty(),
            names(config, "exclude_modules", LAYERS),
            config.path("exclude_modules").isTextual(),
            layers,
            lists,
            List.copyOf(saved));
    List.of("target_modules", "exclude_modules").stream()
        .filter(key -> config.path(key).isTextual())
        .forEach(key -> ModulePattern.of(file + ": " + key, config.path(key).textValue()));
    return rules;
  }

  private boolean isRank(JsonNode rank) {
    return rank.isInt() && rank.asInt() > 0;
  }

  private boolean isAlpha(JsonNode alpha) {
    return alpha.isNumber() && alpha.asDouble() > 0 && Double.isFinite(alpha.asDouble());
  }

  private void requireKnown(String key, JsonNode value) {
    boolean off =
        value.isNull()
            || (value.isContainerNode() && value.isEmpty())
            || (value.isBoolean() && !value.asBoolean());
    Set<String> allowed = ALLOWED.getOrDefault(key, Set.of());
    String must = allowed.isEmpty() ? "off" : String.join(" or ", new TreeSet<>(allowed));
    require(
        off || KNOWN.contains(key) || allowed.contains(value.asText()),
        OneLine.of(key) + " is " + text(value) + ", must be " + must);
    require(
        !key.equals("use_rslora") || value.isBoolean() || value.isNull(),
        "use_rslora is " + text(value) + ", must be true or false");
  }

  /** Some names: none, one, or a list, sorted. */
  private List<String> names(ObjectNode config, String key, String of) {
    JsonNode value = config.path(key);
    if (value.isTextual()) {
      return List.of(value.textValue());
    }
    require(
        value.isMissingNode() || value.isNull() || value.isArray(),
        key + " is " + text(value) + ", must be a list of " + of);
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode name : value) {
      require(
          name.isTextual() && !name.textValue().isEmpty(),
          key + " has " + text(name) + ", must be " + of);
      names.add(name.textValue());
    }
    return List.copyOf(names);
  }

  private List<Integer> layers(JsonNode value) {
    TreeSet<Integer> layers = new TreeSet<>();
    for (JsonNode layer : value.isInt() ? Json.list().add(value) : value) {
      require(
          layer.isInt() && layer.asInt() >= 0,
          "layers_to_transform has " + text(layer) + ", must be numbers of layers");
      layers.add(layer.asInt());
    }
    require(
        !layers.isEmpty() || value.isMissingNode() || value.isNull() || value.isArray(),
        "layers_to_transform is " + text(value) + ", must be numbers of layers");
    return List.copyOf(layers);
  }

  private <T> Map<String, T> patterns(
      ObjectNode config,
      String key,
      Function<JsonNode, Boolean> fits,
      Function<JsonNode, T> value) {
    JsonNode given = config.path(key);
    require(
        given.isObject() || given.isMissingNode() || given.isNull(),
        key + " is " + text(given) + ", must be names of layers and numbers");
    Map<String, T> patterns = new LinkedHashMap<>();
    given
        .properties()
        .forEach(
            entry -> {
              require(
                  fits.apply(entry.getValue()),
                  key + " has " + text(entry.getValue()) + ", must be numbers above 0");
              ModulePattern.of(file + ": " + key, entry.getKey());
              patterns.put(entry.getKey(), value.apply(entry.getValue()));
            });
    return patterns;
  }

  private static String text(JsonNode value) {
    return OneLine.of(value);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidInput(
          file
              + ": "
              + otherwise
              + "; merge the adapter into its model with PEFT, or train a plain LoRA");
    }
  }

  /** What PEFT's own save writes. */
  static ObjectNode json(PeftAdapter adapter) {
    ModuleRules rules = adapter.rules();
    ObjectNode config = Json.object();
    ObjectNode alphas = config.putObject("alpha_pattern");
    rules.alphas().forEach((name, alpha) -> alphas.set(name, number(alpha)));
    config.putNull("auto_mapping");
    config.put("base_model_name_or_path", adapter.baseModel().orElse(null));
    config.put("bias", "none");
    put(config, "exclude_modules", rules.excluded(), rules.excludes());
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    config.put("init_lora_weights", true);
    config.putNull("layer_replication");
    put(config, "layers_pattern", rules.layerLists(), false);
    config.putNull("layers_to_transform");
    if (!rules.layers().isEmpty()) {
      rules.layers().forEach(config.putArray("layers_to_transform")::add);
    }
    config.putObject("loftq_config");
    config.set("lora_alpha", number(adapter.alpha()));
    config.put("lora_bias", false);
    config.put("lora_dropout", 0.0);
    config.putNull("megatron_config");
    config.put("megatron_core", "megatron.core");
    List<String> saved = new ArrayList<>();
    if (adapter.task() == Task.SEQ_CLS) {
      saved.addAll(PeftAdapter.VALUE_HEADS);
    }
    saved.addAll(rules.saved());
    put(config, "modules_to_save", saved, false);
    config.put("peft_type", "LORA");
    config.put("r", adapter.rank());
    ObjectNode ranks = config.putObject("rank_pattern");
    rules.ranks().forEach(ranks::put);
    config.putNull("revision");
    put(config, "target_modules", adapter.targetModules(), rules.pattern().isPresent());
    config.put("task_type", adapter.task().name());
    config.put("use_dora", false);
    config.put("use_rslora", rules.rankStabilized());
    return config;
  }

  /** PEFT declares alpha an int. */
  private static JsonNode number(double alpha) {
    ArrayNode holder = Json.list();
    return (alpha == Math.rint(alpha) ? holder.add((long) alpha) : holder.add(alpha)).get(0);
  }

  private static void put(ObjectNode config, String key, List<String> names, boolean one) {
    if (names.isEmpty()) {
      config.putNull(key);
    } else if (one) {
      config.put(key, names.get(0));
    } else {
      names.forEach(config.putArray(key)::add);
    }
  }
}
