package io.github.rrm4j.model;

import java.util.Arrays;
import java.util.Optional;

/** The decoders that are known. They share one forward pass and differ in which tensors it has. */
public enum Architecture {
  /** Biases of q, k and v. */
  QWEN2("qwen2", "Qwen2"),
  /** A norm of each head of q and k. */
  QWEN3("qwen3", "Qwen3"),
  /** Neither. */
  LLAMA("llama", "Llama");

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

  /** The architecture of a {@code model_type}. */
  static Optional<Architecture> of(String modelType) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(modelType)).findFirst();
  }
}
