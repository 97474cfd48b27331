package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decoder with weights and perhaps an adapter: what is sampled from, trained, and compared with.
 *
 * <p>Rollout and trainer share this class, so they share weights and kernels.
 */
public final class LanguageModel {

  private final Decoder decoder;
  private final Weights weights;
  private final Optional<LoraAdapter> adapter;
  private final NDList w;
  private final NDList lora;

  /**
   * @param manager the manager that owns the weights
   */
  public LanguageModel(
      Decoder decoder, Weights weights, Optional<LoraAdapter> adapter, NDManager manager) {
    this.decoder = decoder;
    this.weights = weights;
    this.adapter = adapter;
    this.w = weights.argument(decoder.config(), manager.create(new float[0]));
    this.lora = adapter.map(LoraAdapter::argument).orElseGet(() -> LoraAdapter.none(manager));
  }

  /** The architecture. */
  public ModelConfig config() {
    return decoder.config();
  }

  /**
   * A cache of this model.
   *
   * @param rows sequences generated together
   * @param time the longest sequence, in tokens
   * @param parent the manager whose life bounds the cache's
   */
  public KvCache cache(int rows, int time, NDManager parent) {
    return decoder.cache(rows, time, parent);
  }

  /** The weights of the base model. */
  public Weights weights() {
    return weights;
  }

  /** The adapter, where there is one. */
  public Optional<LoraAdapter> adapter() {
    return adapter;
  }

  /** What an optimiser moves: the adapter's tensors where there is one, all weights otherwise. */
  public Map<String, NDArray> trainable() {
    return adapter.map(LoraAdapter::tensors).orElseGet(weights::tensors);
  }

  /** Makes gradients flow to {@link #trainable()}. */
  public void requireGradients() {
    trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
  }

  /**
   * The model that this one is at this moment, to stay so: with an adapter the same base without
   * it, else a copy of the weights in the type of the forward pass.
   *
   * @param manager owns the copy
   */
  public LanguageModel reference(NDManager manager) {
    Weights frozen = adapter.isPresent() ? weights : weights.copy(decoder.compute(), manager);
    return new LanguageModel(decoder, frozen, Optional.empty(), manager);
  }

  /** This model's architecture with the weights of a folder, without an adapter. */
  public LanguageModel reference(HuggingFaceFolder folder, NDManager manager) {
    Weights read = Weights.read(decoder.config(), folder, decoder.compute(), manager);
    return new LanguageModel(decoder, read, Optional.empty(), manager);
  }

  /**
   * Log-probabilities of the completion tokens of some sequences, one flat array: row by row,
   * position by position.
   *
   * @param values (picked), nats, owned by the scope; carries a graph where one was asked for
   * @param entropy (picked), nats, of the whole distribution at each position; without a graph
   */
  public record Logprobs(NDArray values, NDArray entropy) {}

  /**
   * log p(completion token | all before it) under the distribution that is sampled from.
   *
   * @param scope owns the result and all that is made on the way
   * @param rows the sequences; padded on the right to the longest
   * @param temperature divides the logits; 1 where none is sampled with
   * @param gradients whether the result carries a graph
   */
  public Logprobs logprobs(
      NDManager scope, List<TokenSequence> rows, double temperature, boolean gradients) {
    int seq = rows.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    int count = rows.stream().mapToInt(row -> row.completion().length).sum();
    long[] ids = new long[rows.size() * seq];
    long[] picked = new long[count];
    long[] targets = new long[count];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      int[] prompt = rows.get(r).prompt();
      int[] completion = rows.get(r).completion();
      put(prompt, ids, r * seq);
      put(completion, ids, r * seq + prompt.length);
      for (int i = 0; i < completion.length; i++) {
        // the token at position p is predicted at position p - 1
        picked[next] = (long) r * seq + prompt.length + i - 1;
        targets[next++] = completion[i];
      }
    }
    NDList arguments =
        new NDList(
            scope.create(ids, new Shape(rows.size(), seq)), // (batch, seq)
            scope.create(picked), // (picked)
            scope.create(targets), // (picked)
            scope.create((float) temperature));
    NDList result = decoder.call("logprobs", gradients, seq, with(arguments, new NDList()));
    return new Logprobs(result.get(0), result.get(1));
  }

  /**
   * Logits of every position of one sequence.
   *
   * @return (seq, vocab), owned by the scope
   */
  public NDArray logits(NDManager scope, int[] tokens) {
    long[] ids = new long[tokens.length];
    put(tokens, ids, 0);
    NDList arguments = new NDList(scope.create(ids, new Shape(1, tokens.length)));
    NDList result = decoder.call("logits", false, tokens.length, with(arguments, new NDList()));
    return result.get(0).squeeze(0);
  }

  /**
   * One drawn token for each row.
   *
   * @param tokens (rows), ids
   * @param logprobs (rows), nats, under the distribution that was sampled from
   */
  public record Draw(long[] tokens, float[] logprobs) {}

  /**
   * Runs each prompt once, fills the cache rows that belong to it, and draws each row's first
   * token.
   *
   * @param scope owns what is made on the way
   * @param prompts distinct prompts
   * @param owner (rows), the index of each row's prompt
   * @param uniforms (rows), numbers in [0, 1) to draw with
   * @param temperature divides the logits; 0 takes the most likely token
   */
  public Draw prefill(
      NDManager scope,
      List<int[]> prompts,
      int[] owner,
      double[] uniforms,
      double temperature,
      KvCache cache) {
    int seq = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
    long[] ids = new long[prompts.size() * seq];
    long[] lengths = new long[prompts.size()];
    for (int p = 0; p < lengths.length; p++) {
      put(prompts.get(p), ids, p * seq);
      lengths[p] = prompts.get(p).length;
    }
    NDList arguments =
        new NDList(
            scope.create(ids, new Shape(prompts.size(), seq)),
            scope.create(lengths),
            scope.create(owner),
            scope.create((float) temperature),
            scope.create(uniforms));
    return draw(decoder.call("prefill", false, seq, with(arguments, cache.argument())));
  }

  /**
   * One token further for each row of the cache.
   *
   * @param scope owns what is made on the way
   * @param tokens (rows), the tokens drawn last
   * @param positions (rows), where they stand in their sequences
   * @param uniforms (rows), numbers in [0, 1) to draw with
   * @param temperature divides the logits; 0 takes the most likely token
   */
  public Draw decode(
      NDManager scope,
      long[] tokens,
      long[] positions,
      double[] uniforms,
      double temperature,
      KvCache cache) {
    int reach = 0;
    for (long position : positions) {
      reach = Math.max(reach, Math.toIntExact(position + 1));
    }
    NDList arguments =
        new NDList(
            scope.create(tokens),
            scope.create(positions),
            scope.create((long) reach),
            scope.create((float) temperature),
            scope.create(uniforms));
    return draw(decoder.call("decode", false, reach, with(arguments, cache.argument())));
  }

  private static Draw draw(NDList result) {
    return new Draw(result.get(0).toLongArray(), result.get(1).toFloatArray());
  }

  private NDList with(NDList arguments, NDList cache) {
    return arguments.addAll(cache).addAll(w).addAll(lora);
  }

  private static void put(int[] tokens, long[] into, int at) {
    for (int i = 0; i < tokens.length; i++) {
      into[at + i] = tokens[i];
    }
  }
}
