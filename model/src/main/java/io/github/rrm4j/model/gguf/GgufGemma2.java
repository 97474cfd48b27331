package io.github.rrm4j.model.gguf;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Scores;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a GGUF file of Gemma 2 says besides, and what llama.cpp takes for granted.
 *
 * <p>Source: llama.cpp, {@code llama-model.cpp}: the scale of attention follows from the number of
 * layers, every other layer from the first on slides, both soft caps are there, the head is the
 * embedding.
 */
final class GgufGemma2 {

  /** Layers of the 27B model, the only one whose scale is not that of the width of a head. */
  private static final int LAYERS_OF_27B = 46;

  private GgufGemma2() {}

  /**
   * @throws InvalidInput if llama.cpp would compute something else
   */
  static void describe(GgufWriter gguf, Path source, ModelConfig config) {
    Scores scores = config.scores();
    List<Boolean> everyOther =
        IntStream.range(0, config.layers()).mapToObj(layer -> layer % 2 == 0).toList();
    double divisor =
        config.layers() == LAYERS_OF_27B
            ? (double) config.hidden() / config.heads()
            : config.headDim();
    require(
        scores.scale() == 1 / Math.sqrt(divisor),
        source,
        "query_pre_attn_scalar is " + Math.round(1 / (scores.scale() * scores.scale())),
        divisor + " in llama.cpp");
    require(scores.slides().equals(everyOther), source, "layer_types differ", "sliding, full, ...");
    require(scores.cap() > 0, source, "attn_logit_softcapping is null", "a number");
    require(scores.logitCap() > 0, source, "final_logit_softcapping is null", "a number");
    require(config.tiedEmbeddings(), source, "tie_word_embeddings is false", "true");
    require(config.biased().isEmpty(), source, "attention_bias is true", "false");
    gguf.put("gemma2.attn_logit_softcapping", (float) scores.cap())
        .put("gemma2.final_logit_softcapping", (float) scores.logitCap())
        .put("gemma2.attention.sliding_window", scores.window());
  }

  private static void require(boolean holds, Path source, String value, String allowed) {
    if (!holds) {
      throw InvalidInput.of(
          "%s: %s, must be %s; export it as a Hugging Face folder", source, value, allowed);
    }
  }
}
