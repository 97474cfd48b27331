package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A LoRA adapter as PEFT describes it in adapter_config.json: y = W x + s B A x for each linear
 * layer that is a target, where s is alpha / rank, or alpha / sqrt(rank) if rank-stabilized; and
 * layers that were trained as a whole.
 *
 * <p>Source: PEFT 0.21, LoraConfig and its save format. Differs: only this formula is known; a
 * setting that would change it is refused by name. Dropout is accepted, for it acts in training
 * only, where our config decides.
 *
 * @param rank r, the inner dimension, at least 1, where no rule gives another
 * @param alpha lora_alpha, positive, where no rule gives another
 * @param targetModules names or ends of names of layers, such as {@code q_proj}, sorted; or the
 *     expression for whole names that the rules have
 * @param baseModel where the weights under the adapter came from, if known
 * @param task what the adapted model is for
 * @param rules for single modules
 */
public record PeftAdapter(
    int rank,
    double alpha,
    List<String> targetModules,
    Optional<String> baseModel,
    Task task,
    ModuleRules rules) {

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
  static final List<String> VALUE_HEADS = List.of("classifier", "score");

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

  /** An adapter with the same rank and alpha on each layer of a target. */
  public PeftAdapter(
      int rank, double alpha, List<String> targetModules, Optional<String> baseModel, Task task) {
    this(rank, alpha, targetModules, baseModel, task, ModuleRules.NONE);
  }

  /** The same for another task. */
  public PeftAdapter with(Task other) {
    return new PeftAdapter(rank, alpha, targetModules, baseModel, other, rules);
  }

  /** The same on another base. */
  public PeftAdapter on(Path base) {
    Optional<String> name = Optional.of(base.toAbsolutePath().toString());
    return new PeftAdapter(rank, alpha, targetModules, name, task, rules);
  }

  /** The same, where {@value #ALL_LINEAR} stands for the linear layers of its model. */
  public PeftAdapter onAll(List<String> linearLayers) {
    return targetModules.equals(List.of(ALL_LINEAR))
        ? new PeftAdapter(rank, alpha, linearLayers, baseModel, task, rules)
        : this;
  }

  /** Whether a target means a module: by its whole name, or by the end of it from a dot on. */
  public static boolean means(String target, String module) {
    return module.equals(target) || module.endsWith("." + target);
  }

  /** The factor of B A x where no rule gives another. */
  public double scale() {
    return scale(alpha, rank);
  }

  private double scale(double of, int by) {
    return of / (rules.rankStabilized() ? Math.sqrt(by) : by);
  }

  /** Rank, alpha and layers in words. */
  public String described() {
    boolean some = !rules.ranks().isEmpty() || !rules.alphas().isEmpty();
    return "rank "
        + rank
        + ", alpha "
        + alpha
        + (some ? " with other values for some layers" : "")
        + (rules.rankStabilized() ? ", rank-stabilized" : "")
        + ", on "
        + String.join(", ", targetModules)
        + (rules.layers().isEmpty() ? "" : " of the layers " + rules.layers())
        + (rules.excluded().isEmpty() ? "" : " without " + rules.excluded())
        + (rules.saved().isEmpty() ? "" : ", whole: " + String.join(", ", rules.saved()));
  }

  /** Whether a linear layer of the base, by its whole name, has matrices. */
  public boolean adapts(String module) {
    return rules.adapts(targetModules, module);
  }

  /** The rank of the matrices of a layer that has some. */
  public int rank(String module) {
    return ModuleRules.ending("rank_pattern", rules.ranks(), module).orElse(rank);
  }

  /** The factor of B A x in a layer that has matrices. */
  public double scale(String module) {
    return scale(
        ModuleRules.ending("alpha_pattern", rules.alphas(), module).orElse(alpha), rank(module));
  }

  /**
   * Whether the weight file has a tensor of the base, by its name in the base, as it was trained:
   * as a whole.
   */
  public boolean saves(String tensor) {
    return rules.saves(tensor);
  }

  /** The name in the weight file of a tensor of the base that was trained as a whole. */
  public static String saved(String tensor) {
    return PREFIX + tensor;
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
    return new AdapterConfig(folder.resolve(CONFIG)).read();
  }

  /**
   * Writes adapter_config.json into a folder, with the keys that PEFT's own save writes.
   *
   * @throws IOException if the disk refuses
   */
  public void write(Path folder) throws IOException {
    AtomicFiles.write(folder.resolve(CONFIG), Json.pretty(AdapterConfig.json(this)));
  }
}
