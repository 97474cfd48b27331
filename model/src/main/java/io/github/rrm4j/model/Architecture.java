package io.github.rrm4j.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The decoders that are known. They share one forward pass and differ in which tensors it has. */
public enum Architecture {
  /** Biases of q, k and v. */
  QWEN2("qwen2", "Qwen2"),
  /** A norm of each head of q and k. */
  QWEN3("qwen3", "Qwen3"),
  /** Neither. */
  LLAMA("llama", "Llama"),
  /**
   * Norms after attention and MLP too, scales of norms that are stored less 1, scaled embeddings, a
   * GELU, soft caps of scores and logits, and layers that see a window.
   */
  GEMMA2("gemma2", "Gemma2");

  private final String modelType;
  private final String prefix;

  Architecture(String modelType, String prefix) {
    this.modelType = modelType;
    this.prefix = prefix;
  }

  /** The {@code model_type} of config.json. */
  public String modelType() {
    return modelType;
  }

  /** The entry of {@code architectures} in config.json of a language model. */
  public String className() {
    return className(Head.TOKENS);
  }

  /** The entry of {@code architectures} in config.json. */
  public String className(Head head) {
    return prefix + (head == Head.TOKENS ? "ForCausalLM" : "ForSequenceClassification");
  }

  /** Whether the heads of q and k are normed. */
  public boolean headNorms() {
    return this == QWEN3;
  }

  /** Whether what attention and MLP add is normed, too. */
  public boolean outerNorms() {
    return this == GEMMA2;
  }

  /** The norm before the MLP in a model folder. */
  String mlpNorm() {
    return this == GEMMA2 ? "pre_feedforward_layernorm" : "post_attention_layernorm";
  }

  /** What is added to the stored scales of norms. */
  public int normOffset() {
    return this == GEMMA2 ? 1 : 0;
  }

  /** Whether the gate of the MLP is a GELU (by tanh), not a SiLU. */
  boolean gelu() {
    return this == GEMMA2;
  }

  /** Whether embeddings are multiplied by the root of the hidden width. */
  public boolean scaledEmbeddings() {
    return this == GEMMA2;
  }

  /** All values of {@code model_type}, for messages. */
  static String modelTypes() {
    return Arrays.stream(values()).map(a -> a.modelType).collect(Collectors.joining(", "));
  }

  /** The architecture of a {@code model_type}. */
  static Optional<Architecture> of(String modelType) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(modelType)).findFirst();
  }
}
