package io.github.rrm4j.model;

/** What a decoder's last hidden states are made into. */
public enum Head {
  /** A logit of each token at each position: a language model. */
  TOKENS,
  /**
   * One number at the last position of a sequence: a scalar reward model. Its weight is {@value
   * #SCORE}, (1, hidden), without a bias.
   *
   * <p>Source: transformers' {@code Qwen2ForSequenceClassification} with one label.
   */
  VALUE;

  /** The embedding in a model folder. */
  static final String EMBEDDING = "model.embed_tokens.weight";

  /** The head of a language model in a model folder, where it is not tied to the embedding. */
  static final String OUTPUT = "lm_head.weight";

  /** The tensor of the value head in a model folder. */
  public static final String SCORE = "score.weight";
}
