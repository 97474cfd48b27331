package io.github.rrm4j.cli.bench;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Rope;
import java.util.List;
import java.util.stream.IntStream;

/** A size against which cost is measured, over two decades from the smallest. */
enum GrowthOf {
  /** Of a completion that is drawn, and of a row of an update. */
  TOKENS(32),
  /** Sampled together, and of an update. */
  ROWS(1),
  VOCABULARY(512),
  LAYERS(1),
  /** Of preferences that are prepared, evaluated and reported. */
  PAIRS(60);

  private static final int[] MULTIPLES = {1, 3, 10, 30, 100};
  private static final int HIDDEN = 128;
  private static final int HEADS = 4;
  private static final int SHORT = 32;

  private final int smallest;

  GrowthOf(int smallest) {
    this.smallest = smallest;
  }

  List<Integer> sizes() {
    return IntStream.of(MULTIPLES).map(multiple -> multiple * smallest).boxed().toList();
  }

  /** How many times the smallest a size is. */
  double relative(int size) {
    return (double) size / smallest;
  }

  int rows(int size) {
    return this == ROWS ? size : 4;
  }

  int tokens(int size) {
    return this == TOKENS ? size : SHORT;
  }

  /** The decoder of shape S, but for what grows. */
  ModelConfig model(int size) {
    return new ModelConfig(
        Architecture.QWEN2,
        this == VOCABULARY ? size : BenchShape.S.vocab,
        HIDDEN,
        this == LAYERS ? size : HEADS,
        new ModelConfig.Attention(HEADS, 2, HIDDEN / HEADS, new Rope(10000, new Rope.Unscaled())),
        3 * HIDDEN,
        List.of("q_proj", "k_proj", "v_proj"),
        1e-6,
        SHORT + tokens(size),
        true,
        0.02,
        Head.TOKENS);
  }

  @Override
  public String toString() {
    return Word.of(this);
  }
}
