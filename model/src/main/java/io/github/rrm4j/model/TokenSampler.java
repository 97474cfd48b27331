package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.model.cuda.Graphs;
import java.util.List;

/** Draws tokens after what a {@link KvCache} holds. */
public final class TokenSampler {

  /**
   * How a token is drawn.
   *
   * @param temperature divides the logits; 0 takes the most likely token
   * @param topK only the most likely are drawn; 0 for all
   * @param topP only the most likely whose probabilities sum up to it; 1 for all
   * @param minP only those with this share of the largest probability; 0 for all
   */
  public record Shaping(double temperature, int topK, double topP, double minP) {}

  /**
   * Drawn tokens.
   *
   * @param tokens ids, by row and step
   * @param logprobs nats, likewise, under the distribution that was sampled from
   * @param steps tokens of each row
   */
  public record Draw(long[] tokens, float[] logprobs, int steps) {}

  private final LanguageModel source;
  private final Decoder decoder;
  private final NDList model;
  private final NDList unpacked; // operators of fixed steps read no packed weights
  private final NDManager manager;

  /**
   * @param packs whether the weights are packed, in a copy
   */
  TokenSampler(
      LanguageModel source,
      Decoder decoder,
      NDList w,
      NDList lora,
      boolean packs,
      NDManager parent) {
    this.source = source;
    this.decoder = decoder;
    this.manager = parent.newSubManager();
    boolean single = decoder.compute() == DataType.FLOAT32;
    NDList adapter = single ? lora : decoder.cast(lora, manager);
    NDList plain = plain(w);
    this.unpacked = new NDList(plain).addAll(adapter);
    this.model = packs ? decoder.packed(plain, index -> {}, manager).addAll(adapter) : unpacked;
  }

  /** Masters in another type than the forward pass's are cast once. */
  private NDList plain(NDList w) {
    boolean single = !manager.getDevice().isGpu() && decoder.compute() == DataType.FLOAT32;
    return w.get(0).getDataType() == DataType.FLOAT32 && !single ? decoder.cast(w, manager) : w;
  }

  /** Whether tokens are best drawn by {@link #inSteps}: so on a GPU. */
  public boolean fixedSteps() {
    return decoder.fixedSteps();
  }

  /**
   * Draws with fixed shapes.
   *
   * @param steps most tokens of a call
   * @param recorded whether the steps are recorded, where the device can
   * @param parent the manager whose life bounds that of the result
   */
  public StepDecoder inSteps(Shaping shaping, int steps, boolean recorded, NDManager parent) {
    return inSteps(shaping, steps, recorded ? decoder.graphs() : Graphs.none(), parent);
  }

  /** The same with a given recorder. */
  StepDecoder inSteps(Shaping shaping, int steps, Graphs graphs, NDManager parent) {
    return new StepDecoder(decoder, unpacked, shaping, steps, graphs, parent);
  }

  /** The architecture. */
  public ModelConfig config() {
    return decoder.config();
  }

  /**
   * A cache for this model.
   *
   * @param rows sequences generated together
   * @param time positions that it holds at first
   * @param parent the manager whose life bounds the cache's
   */
  public KvCache cache(int rows, int time, NDManager parent) {
    return decoder.cache(rows, time, parent);
  }

  /**
   * Runs further tokens of all rows of a cache, which hold equally many positions.
   *
   * @param scope owns the result
   * @param ids by row; shorter ones are padded
   * @param first positions that the rows hold already
   * @param ends by row, index in its ids of the token after which something will be drawn
   * @return (rows, hidden), what {@link #begin} draws from
   */
  public NDArray extend(NDManager scope, List<int[]> ids, int first, int[] ends, KvCache cache) {
    int seq = ids.stream().mapToInt(row -> row.length).max().orElseThrow();
    long[] flat = new long[ids.size() * seq];
    long[] at = new long[ids.size()];
    for (int r = 0; r < ids.size(); r++) {
      Padded.put(ids.get(r), flat, r * seq);
      at[r] = ends[r];
    }
    NDList arguments =
        new NDList(
            scope.create(flat, new Shape(ids.size(), seq)),
            Decoder.host(scope).create((long) first),
            scope.create(at));
    arguments.addAll(cache.argument()).addAll(model);
    return decoder.call("extend", first + seq, arguments).get(0);
  }

  /**
   * The first token of each row.
   *
   * @param h (prompts, hidden), from {@link #extend}
   * @param owner (rows), the index of each row's prompt
   * @param uniforms (rows), numbers in [0, 1) to draw with
   */
  public Draw begin(NDManager scope, NDArray h, int[] owner, double[] uniforms, Shaping shaping) {
    NDManager host = Decoder.host(scope);
    NDList arguments =
        new NDList(
            h,
            scope.create(owner),
            scope.create(uniforms),
            host.create((float) shaping.temperature()),
            shape(host, shaping));
    return draw(decoder.call("begin", 1, arguments.addAll(weights())), 1);
  }

  /**
   * Some tokens further for each row of a cache that holds all of its sequence.
   *
   * @param tokens (rows), the tokens drawn last
   * @param positions (rows), where they stand in their sequences
   * @param uniforms (rows, steps), numbers in [0, 1) to draw with, row by row
   * @param steps tokens to draw for each row
   */
  public Draw decode(
      NDManager scope,
      long[] tokens,
      long[] positions,
      double[] uniforms,
      int steps,
      Shaping shaping,
      KvCache cache) {
    return decode(scope, tokens, positions, uniforms, steps, shaping, cache, List.of());
  }

  /**
   * The same where rows share prefixes, which their cache does not hold.
   *
   * @param runs the prefixes of all rows that mean something; empty where the cache holds all
   */
  public Draw decode(
      NDManager scope,
      long[] tokens,
      long[] positions,
      double[] uniforms,
      int steps,
      Shaping shaping,
      KvCache cache,
      List<Prefixes> runs) {
    long[] starts = Prefixes.starts(runs, tokens.length);
    long last = 0; // position
    long furthest = 0; // index in the cache
    for (int row = 0; row < tokens.length; row++) {
      last = Math.max(last, positions[row]);
      furthest = Math.max(furthest, positions[row] - starts[row]);
    }
    NDManager host = Decoder.host(scope);
    NDList arguments =
        new NDList(
            scope.create(tokens),
            scope.create(positions),
            host.create(furthest + 1),
            scope.create(uniforms, new Shape(tokens.length, steps)),
            host.create((float) shaping.temperature()),
            shape(host, shaping));
    arguments.addAll(Prefixes.arguments(runs, starts, scope));
    arguments.addAll(cache.argument()).addAll(model);
    return draw(decoder.call("decode", Math.toIntExact(last + steps), arguments), steps);
  }

  /**
   * Checks the log-prob of a token that was drawn and is used. One logit that is not finite makes
   * those of its whole row NaN, and the token is then no choice of the model.
   *
   * @param position of the token in its completion, from 0
   * @throws NonFiniteOutput if it is not a number
   */
  public void requireNumber(float logprob, int position) {
    if (Float.isNaN(logprob)) {
      source.requireNumber(logprob, "the log-prob of token " + (position + 1) + " of a completion");
    }
  }

  private NDList weights() {
    return new NDList(model.subList(0, decoder.config().forwardOrder().size()));
  }

  static NDArray shape(NDManager scope, Shaping shaping) {
    return scope.create(new double[] {shaping.topK(), shaping.topP(), shaping.minP()});
  }

  private static Draw draw(NDList result, int steps) {
    return new Draw(result.get(0).toLongArray(), result.get(1).toFloatArray(), steps);
  }
}
