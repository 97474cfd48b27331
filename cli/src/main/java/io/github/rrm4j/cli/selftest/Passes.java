package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.TrainingPass;
import io.github.rrm4j.model.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a small model gives for some sequences, in Java arrays.
 *
 * @param logits of every position of the longest row, nats
 * @param logprobs of the completion tokens of all rows, one row after the other, nats
 * @param gradients of the mean of minus these, by the name of the tensor
 */
record Passes(float[] logits, float[] logprobs, Map<String, float[]> gradients) {

  private static final int PROMPT = 7;
  private static final int ROWS = 4;

  /** Rows of different lengths. */
  private static List<TokenSequence> rows(ModelConfig config) {
    return IntStream.range(0, ROWS)
        .mapToObj(
            r ->
                new TokenSequence(
                    ids(PROMPT + r, config, Key.of(r, "prompt")),
                    ids(24 + 9 * r, config, Key.of(r, "completion"))))
        .toList();
  }

  private static int[] ids(int count, ModelConfig config, Key key) {
    return IntStream.range(0, count).map(i -> key.below(i, config.vocab())).toArray();
  }

  /**
   * Runs the same rows with the same weights wherever it is asked to.
   *
   * @param compute the type of the forward pass
   * @param alone whether each row is a micro-batch of its own
   */
  static Passes of(ModelConfig config, Device device, DataType compute, boolean alone) {
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Decoder decoder = new Decoder(config, compute, 0, device)) {
      Weights weights = Weights.random(config, Key.of(1, "selftest"), DataType.FLOAT32, manager);
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      List<TokenSequence> rows = rows(config);
      Gradients gradients = model.gradients(manager);
      gradients.clear();
      int tokens = rows.stream().mapToInt(row -> row.completion().length).sum();
      float[] logprobs = new float[tokens];
      int at = 0;
      for (List<TokenSequence> some :
          alone ? rows.stream().map(List::of).toList() : List.of(rows)) {
        float[] its = pass(model, some, tokens, gradients, manager);
        System.arraycopy(its, 0, logprobs, at, its.length);
        at += its.length;
      }
      Map<String, float[]> byName = new LinkedHashMap<>();
      gradients.tensors().forEach((name, sum) -> byName.put(name, sum.toFloatArray()));
      return new Passes(logits(model, rows.get(ROWS - 1), manager), logprobs, byName);
    }
  }

  private static float[] logits(LanguageModel model, TokenSequence row, NDManager manager) {
    int[] ids =
        IntStream.concat(Arrays.stream(row.prompt()), Arrays.stream(row.completion())).toArray();
    try (NDManager scope = manager.newSubManager()) {
      return model.logits(scope, ids).toFloatArray();
    }
  }

  private static float[] pass(
      LanguageModel model,
      List<TokenSequence> rows,
      int tokens,
      Gradients gradients,
      NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      TrainingPass pass = model.forward(scope, rows, PassMemory.DEFAULT);
      NDArray values = pass.logprobs(scope, 1, PassMemory.DEFAULT).values();
      float[] logprobs = values.toFloatArray();
      NDArray byLogprobs = scope.full(values.getShape(), -1f / tokens);
      pass.backwardHead(byLogprobs, Optional.empty(), gradients);
      pass.backwardLayers(gradients);
      return logprobs;
    }
  }

  /** Largest absolute difference. */
  static double largest(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElse(0);
  }

  /** |a - b| / |b| in the Euclidean norm; not a number where one of a is none. */
  static double relative(float[] a, float[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      norm += Math.pow(b[i], 2);
    }
    return Math.sqrt(difference) / Math.sqrt(norm);
  }
}
