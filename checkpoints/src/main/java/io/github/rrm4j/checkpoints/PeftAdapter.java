package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A LoRA adapter as PEFT describes it in adapter_config.json: y = W x + (alpha / rank) B A x for
 * each linear layer whose name ends in a target.
 *
 * <p>Source: PEFT, LoraConfig and its save format. Differs: only this formula is known; a setting
 * that would change it is refused by name. Dropout is accepted, for it acts in training only, where
 * our config decides.
 *
 * @param rank r, the inner dimension, at least 1
 * @param alpha lora_alpha, positive
 * @param targetModules names or ends of names of layers, such as {@code q_proj}, sorted
 * @param baseModel where the weights under the adapter came from, if known
 * @param task what the adapted model is for
 */
public record PeftAdapter(
    int rank, double alpha, List<String> targetModules, Optional<String> baseModel, Task task) {

  /** What an adapted model is for, in PEFT's words. */
  public enum Task {
    /** A language model. */
    CAUSAL_LM,
    /**
     * A scalar reward model: its value head is trained as a whole, and is saved beside the matrices
     * as {@link #SCORE}.
     */
    SEQ_CLS
  }

  /** The description in a model folder. */
  public static final String CONFIG = "adapter_config.json";

  /** The matrices A and B in a model folder. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** The word for all linear layers but the head. */
  public static final String ALL_LINEAR = "all-linear";

  private static final String PREFIX = "base_model.model.";

  /** The value head, shape (1, hidden), in the weight file of a {@link Task#SEQ_CLS} adapter. */
  public static final String SCORE = PREFIX + "score.weight";

  /** The modules that PEFT trains as a whole for {@link Task#SEQ_CLS}; a decoder has the second. */
  private static final List<String> VALUE_HEADS = List.of("classifier", "score");

  private static final String SAVED_MODULES = "modules_to_save";

  /** Keys that tell of the training, the origin or the loading, never of the formula. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "inference_mode",
          "lora_alpha",
          "lora_dropout",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "r",
          "revision",
          "runtime_config",
          "target_modules");

  /** Other keys, and the values beside null, false, [] and {} under which the formula holds. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "peft_type", Set.of("LORA"),
          "task_type", Set.of("CAUSAL_LM", "SEQ_CLS"),
          "bias", Set.of("none"),
          "init_lora_weights", Set.of("true", "gaussian", "orthogonal"));

  /**
   * Sorts the targets.
   *
   * @throws IllegalArgumentException if rank or alpha is not positive or there is no target
   */
  public PeftAdapter {
    if (rank < 1 || !(alpha > 0) || !Double.isFinite(alpha) || targetModules.isEmpty()) {
      throw new IllegalArgumentException(
          "rank " + rank + ", alpha " + alpha + ", targets " + targetModules);
    }
    targetModules = List.copyOf(new TreeSet<>(targetModules));
  }

  /** An adapter of a language model. */
  public PeftAdapter(
      int rank, double alpha, List<String> targetModules, Optional<String> baseModel) {
    this(rank, alpha, targetModules, baseModel, Task.CAUSAL_LM);
  }

  /** The same for another task. */
  public PeftAdapter with(Task other) {
    return new PeftAdapter(rank, alpha, targetModules, baseModel, other);
  }

  /** The same on another base. */
  public PeftAdapter on(Path base) {
    return new PeftAdapter(
        rank, alpha, targetModules, Optional.of(base.toAbsolutePath().toString()), task);
  }

  /** The same, where {@value #ALL_LINEAR} stands for the linear layers of its model. */
  public PeftAdapter onAll(List<String> linearLayers) {
    return targetModules.equals(List.of(ALL_LINEAR))
        ? new PeftAdapter(rank, alpha, linearLayers, baseModel, task)
        : this;
  }

  /** Whether a target means a module: by its whole name, or by the end of it from a dot on. */
  public static boolean means(String target, String module) {
    return module.equals(target) || module.endsWith("." + target);
  }

  /** The factor of B A x: alpha / rank. */
  public double scale() {
    return alpha / rank;
  }

  /**
   * The name of A, shape (rank, in), in the weight file.
   *
   * @param module of the base model, for example {@code model.layers.0.self_attn.q_proj}
   */
  public static String loraA(String module) {
    return PREFIX + module + ".lora_A.weight";
  }

  /** The name of B, shape (out, rank), in the weight file; see {@link #loraA}. */
  public static String loraB(String module) {
    return PREFIX + module + ".lora_B.weight";
  }

  /**
   * Reads adapter_config.json of a folder.
   *
   * @throws InvalidInput if it is missing, no LoRA adapter, or one with another formula
   */
  public static PeftAdapter read(Path folder) {
    Path file = folder.resolve(CONFIG);
    ObjectNode config = Json.read(file, "save the adapter with PEFT again");
    require(file, config.path("peft_type").isTextual(), "peft_type is missing, must be LORA");
    Task task =
        config.path("task_type").asText().equals(Task.SEQ_CLS.name())
            ? Task.SEQ_CLS
            : Task.CAUSAL_LM;
    config
        .properties()
        .forEach(
            entry -> {
              if (task != Task.SEQ_CLS || !isValueHead(entry.getKey(), entry.getValue())) {
                requireKnown(file, entry.getKey(), entry.getValue());
              }
            });
    JsonNode rank = config.path("r");
    require(
        file,
        rank.isInt() && rank.asInt() > 0,
        "r is " + text(rank) + ", must be a whole number above 0");
    JsonNode alpha = config.path("lora_alpha");
    require(
        file,
        alpha.isNumber() && alpha.asDouble() > 0 && Double.isFinite(alpha.asDouble()),
        "lora_alpha is " + text(alpha) + ", must be a number above 0");
    return new PeftAdapter(
        rank.asInt(),
        alpha.asDouble(),
        targets(file, config.path("target_modules")),
        Optional.ofNullable(config.path("base_model_name_or_path").textValue()),
        task);
  }

  private static boolean isValueHead(String key, JsonNode value) {
    boolean head = key.equals(SAVED_MODULES) && value.isArray();
    for (JsonNode module : value) {
      head &= VALUE_HEADS.contains(module.asText());
    }
    return head;
  }

  private static void requireKnown(Path file, String key, JsonNode value) {
    boolean off =
        value.isNull()
            || (value.isContainerNode() && value.isEmpty())
            || (value.isBoolean() && !value.asBoolean());
    boolean allowed = ALLOWED.getOrDefault(key, Set.of()).contains(value.asText());
    require(
        file,
        off || allowed || WITHOUT_EFFECT.contains(key),
        OneLine.of(key)
            + " is "
            + text(value)
            + ", must be "
            + (ALLOWED.containsKey(key)
                ? String.join(" or ", new TreeSet<>(ALLOWED.get(key)))
                : "off"));
  }

  private static List<String> targets(Path file, JsonNode targets) {
    if (targets.isTextual()) {
      require(
          file,
          targets.asText().equals(ALL_LINEAR),
          "target_modules is the pattern "
              + text(targets)
              + ", must be a list of names of layers, or "
              + ALL_LINEAR);
      return List.of(ALL_LINEAR);
    }
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode target : targets) {
      require(
          file,
          target.isTextual(),
          "target_modules has " + text(target) + ", must be names of layers");
      names.add(target.asText());
    }
    require(
        file,
        targets.isArray() && !names.isEmpty(),
        "target_modules is " + text(targets) + ", must be a list of names of layers");
    return List.copyOf(names);
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "missing" : OneLine.of(value.toString());
  }

  private static void require(Path file, boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidInput(
          file
              + ": "
              + otherwise
              + "; merge the adapter into its model with PEFT, or train a plain LoRA");
    }
  }

  /**
   * Writes adapter_config.json into a folder, with the keys that PEFT's own save writes.
   *
   * @throws IOException if the disk refuses
   */
  public void write(Path folder) throws IOException {
    ObjectNode config = Json.object();
    config.putObject("alpha_pattern");
    config.putNull("auto_mapping");
    config.put("base_model_name_or_path", baseModel.orElse(null));
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    config.put("init_lora_weights", true);
    config.putNull("layer_replication");
    config.putNull("layers_pattern");
    config.putNull("layers_to_transform");
    config.putObject("loftq_config");
    if (alpha == Math.rint(alpha)) {
      config.put("lora_alpha", (long) alpha); // PEFT declares it an int
    } else {
      config.put("lora_alpha", alpha);
    }
    config.put("lora_bias", false);
    config.put("lora_dropout", 0.0);
    config.putNull("megatron_config");
    config.put("megatron_core", "megatron.core");
    if (task == Task.SEQ_CLS) {
      VALUE_HEADS.forEach(config.putArray(SAVED_MODULES)::add);
    } else {
      config.putNull(SAVED_MODULES);
    }
    config.put("peft_type", "LORA");
    config.put("r", rank);
    config.putObject("rank_pattern");
    config.putNull("revision");
    ArrayNode targets = config.putArray("target_modules");
    targetModules.forEach(targets::add);
    config.put("task_type", task.name());
    config.put("use_dora", false);
    config.put("use_rslora", false);
    AtomicFiles.write(folder.resolve(CONFIG), Json.pretty(config));
  }
}
