package io.github.rrm4j.cli.bench;

import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.model.Rope;
import java.util.List;

/** The sizes that are measured: a miniature, a small model, and Qwen2.5 of 0.5B, 1.5B and 7B. */
public enum BenchShape {
  S(miniature(512, 128, 4, 4, 384), 64, 128, 64, 64),
  M(miniature(4096, 384, 8, 6, 1024), 128, 256, 32, 32),
  L(PublicShape.of("qwen2.5-0.5b").config(), 64, 64, 4, 2),
  Q(PublicShape.of("qwen2.5-1.5b").config(), 512, 128, 64, 16),
  Z(PublicShape.of("qwen2.5-7b").config(), 512, 128, 64, 8);

  private static final int LONG_TRAINED = 192;
  private static final int LARGE_TRAINED = 512;

  final ModelConfig model;
  final int vocab;
  final int prompt;
  final int newTokens;
  final int rows;
  final int trainRows;

  BenchShape(ModelConfig model, int prompt, int newTokens, int rows, int trainRows) {
    this.model = model;
    this.vocab = model.vocab();
    this.prompt = prompt;
    this.newTokens = newTokens;
    this.rows = rows;
    this.trainRows = trainRows;
  }

  /** A Qwen2 decoder with two key and value heads. */
  private static ModelConfig miniature(
      int vocab, int hidden, int layers, int heads, int intermediate) {
    return new ModelConfig(
        Architecture.QWEN2,
        vocab,
        hidden,
        layers,
        new ModelConfig.Attention(heads, 2, hidden / heads, new Rope(10000, new Rope.Unscaled())),
        intermediate,
        List.of("q_proj", "k_proj", "v_proj"),
        1e-6,
        Integer.MAX_VALUE,
        true,
        0.02,
        Head.TOKENS);
  }

  /** Completion tokens of a row of an update. */
  int trainedTokens() {
    return switch (this) {
      case S, M -> newTokens;
      case L -> LONG_TRAINED;
      case Q, Z -> LARGE_TRAINED;
    };
  }

  /**
   * The decoder.
   *
   * @param positions of its longest sequence
   */
  public ModelConfig config(int positions) {
    return new ModelConfig(
        model.architecture(),
        model.vocab(),
        model.hidden(),
        model.layers(),
        model.attention(),
        model.intermediate(),
        model.biased(),
        model.normEps(),
        positions,
        model.tiedEmbeddings(),
        model.initializerRange(),
        model.head());
  }

  /** Weights that a token is multiplied with in the layers. */
  private double linear() {
    return model.layers()
        * ModelConfig.LINEAR_MAPS.stream()
            .mapToDouble(map -> (double) model.inputs(map) * model.outputs(map))
            .sum();
  }

  private double queries() {
    return (double) model.heads() * model.headDim();
  }

  /**
   * Operations of a forward and backward pass: three times those of the forward pass.
   *
   * @param sequences of {@code length} tokens
   * @param picked positions of each whose logits are computed
   */
  public double trainFlops(int sequences, int length, int picked) {
    double attention = 2.0 * model.layers() * sequences * queries() * length * length;
    double head = 2.0 * vocab * model.hidden() * sequences * picked;
    return 3 * (2 * linear() * sequences * length + head + attention);
  }

  /** Operations of drawing tokens after a prompt. */
  public double decodeFlops(int sequences, int promptTokens, int tokens) {
    double reach = (double) tokens * promptTokens + tokens * (tokens + 1) / 2.0;
    return 2 * (linear() + (double) vocab * model.hidden()) * sequences * tokens
        + 4.0 * model.layers() * sequences * queries() * reach;
  }

  /**
   * Bytes that one decoding step must read: all weights once, the keys and values of all rows.
   *
   * @param positions that are read for each row: its own, and its share of a prompt that is held
   *     once
   * @param elementBytes of the type of the forward pass
   */
  public double decodeBytes(int sequences, double positions, int elementBytes) {
    double cache = sequences * positions * KvCache.bytesPerToken(model, elementBytes);
    double embedding = model.tiedEmbeddings() ? 0 : (double) vocab * model.hidden();
    return elementBytes * (model.parameters() - embedding) + cache;
  }
}
