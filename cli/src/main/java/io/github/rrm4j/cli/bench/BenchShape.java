package io.github.rrm4j.cli.bench;

import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Rope;
import java.util.List;

/** The sizes that are measured: a miniature, a small model, and Qwen2.5-0.5B. */
enum BenchShape {
  S(512, 128, 4, 4, 2, 384, 64, 128, 64, 64),
  M(4096, 384, 8, 6, 2, 1024, 128, 256, 32, 32),
  L(151936, 896, 24, 14, 2, 4864, 64, 64, 4, 2);

  private static final int LONG_TRAINED = 192;

  final int vocab;
  final int hidden;
  final int layers;
  final int heads;
  final int kvHeads;
  final int intermediate;
  final int prompt;
  final int newTokens;
  final int rows;
  final int trainRows;

  BenchShape(
      int vocab,
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int intermediate,
      int prompt,
      int newTokens,
      int rows,
      int trainRows) {
    this.vocab = vocab;
    this.hidden = hidden;
    this.layers = layers;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.intermediate = intermediate;
    this.prompt = prompt;
    this.newTokens = newTokens;
    this.rows = rows;
    this.trainRows = trainRows;
  }

  /** Completion tokens of a row of an update. */
  int trainedTokens() {
    return this == L ? LONG_TRAINED : newTokens;
  }

  ModelConfig config(int positions) {
    return new ModelConfig(
        Architecture.QWEN2,
        vocab,
        hidden,
        layers,
        new ModelConfig.Attention(
            heads, kvHeads, hidden / heads, new Rope(10000, new Rope.Unscaled())),
        intermediate,
        List.of("q_proj", "k_proj", "v_proj"),
        1e-6,
        positions,
        true,
        0.02,
        Head.TOKENS);
  }

  /** Weights that a token is multiplied with in the layers. */
  private double linear() {
    double headDim = (double) hidden / heads;
    double each = hidden * (heads + 2 * kvHeads) * headDim;
    return layers * (each + (double) hidden * hidden + 3.0 * hidden * intermediate);
  }

  /**
   * Operations of a forward and backward pass: three times those of the forward pass.
   *
   * @param rows of {@code length} tokens
   * @param picked positions of each whose logits are computed
   */
  double trainFlops(int rows, int length, int picked) {
    double attention = 2.0 * layers * rows * hidden * length * length;
    return 3 * (2 * linear() * rows * length + 2.0 * vocab * hidden * rows * picked + attention);
  }

  /** Operations of drawing tokens after a prompt. */
  double decodeFlops(int rows, int promptTokens, int tokens) {
    double reach = (double) tokens * promptTokens + tokens * (tokens + 1) / 2.0;
    return 2 * (linear() + (double) vocab * hidden) * rows * tokens
        + 4.0 * layers * rows * hidden * reach;
  }
}
