/**
 * From a Hugging Face folder to log-probabilities.
 *
 * <p>Read first {@link io.github.rrm4j.model.LanguageModel}, then the forward pass itself, the
 * TorchScript source {@code decoder.torchscript} beside this package's classes.
 *
 * <p>On the way in: {@link io.github.rrm4j.model.ModelSource} says what is opened, {@link
 * io.github.rrm4j.model.ModelConfig} which decoder it is, {@link io.github.rrm4j.model.Weights}
 * reads it. On the way out: {@link io.github.rrm4j.model.ModelExport}.
 *
 * <p>Words of the shape comments: {@code batch} rows of one call; {@code seq} positions of the
 * longest row; {@code picked} positions whose next token is asked for; {@code rows} rows of a KV
 * cache; {@code time} positions that the cache holds; {@code vocab}, {@code hidden}, {@code heads}
 * as in config.json.
 *
 * <p>One padding convention, here and everywhere: right padding with causal attention.
 *
 * <pre>
 *   prompt prompt prompt completion completion EOS  pad pad
 *   0      1      2      3          4          5    6   7      positions
 * </pre>
 *
 * A real position never sees a padded one, so no mask is needed, and which positions count is known
 * from lengths, never from token values.
 *
 * <p>Tensors have one of three lifetimes, each an {@code NDManager}: the model, a rollout, a step.
 */
package io.github.rrm4j.model;
