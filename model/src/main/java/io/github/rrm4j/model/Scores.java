package io.github.rrm4j.model;

import java.util.List;

/**
 * How queries and keys make the scores of attention, and the last hidden states those of tokens.
 *
 * <p>Source: Gemma 2 (Gemma Team 2024, arXiv 2408.00118, section 2) for caps and windows.
 *
 * @param scale that the product of query and key is multiplied by
 * @param cap c of the soft cap c * tanh(score / c) of attention; 0 where there is none
 * @param logitCap that of the logits; 0 where there is none
 * @param window positions that a query sees in the layers that slide, itself among them; 0 where
 *     none slides
 * @param slides of each layer, whether it slides; empty where none does
 */
public record Scores(double scale, double cap, double logitCap, int window, List<Boolean> slides) {

  /** Those of most decoders: the product divided by the root of the width of a head. */
  public static Scores usual(int headDim) {
    return new Scores(1 / Math.sqrt(headDim), 0, 0, 0, List.of());
  }

  /** Whether the fused kernels of attention compute these. */
  boolean plain(int headDim) {
    return cap == 0 && window == 0 && scale == usual(headDim).scale();
  }
}
