package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.contracts.Text;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decoder with weights and perhaps an adapter: what is sampled from, trained, and compared with.
 * Under a {@link Head#VALUE} head it gives values of whole sequences and no tokens.
 *
 * <p>Rollout and trainer share this class, so they share weights and kernels.
 */
public final class LanguageModel {

  /** Bytes of copies of a prompt in a layer from which samples share it. */
  private static final long SHARED_FROM = 2 << 20;

  private final Decoder decoder;
  private final Weights weights;
  private final Optional<LoraAdapter> adapter;
  private final NDList w;
  private final NDList lora;
  private final String name;

  /**
   * A model that messages call "the model".
   *
   * @param manager the manager that owns the weights
   */
  public LanguageModel(
      Decoder decoder, Weights weights, Optional<LoraAdapter> adapter, NDManager manager) {
    this("the model", decoder, weights, adapter, manager);
  }

  /**
   * @param name what messages call it, such as its folder
   * @param manager the manager that owns the weights
   */
  LanguageModel(
      String name,
      Decoder decoder,
      Weights weights,
      Optional<LoraAdapter> adapter,
      NDManager manager) {
    this(
        name,
        decoder,
        weights,
        adapter,
        weights.argument(),
        adapter.map(LoraAdapter::argument).orElseGet(() -> LoraAdapter.none(manager)));
  }

  private LanguageModel(
      String name,
      Decoder decoder,
      Weights weights,
      Optional<LoraAdapter> adapter,
      NDList w,
      NDList lora) {
    this.name = name;
    this.decoder = decoder;
    this.weights = weights;
    this.adapter = adapter;
    this.w = w;
    this.lora = lora;
  }

  /**
   * This model with its matrices in the type of the forward pass, for passes that no step comes
   * between: fp32 masters are then cast once and not at each use. Scales of norms stay as they are,
   * since the backward pass uses them in fp32.
   *
   * @param manager owns the copies
   */
  public LanguageModel cast(NDManager manager) {
    if (decoder.compute() == DataType.FLOAT32) {
      return this;
    }
    NDList own = weights.type() == DataType.FLOAT32 ? castMatrices(manager) : w;
    return new LanguageModel(name, decoder, weights, adapter, own, decoder.cast(lora, manager));
  }

  private NDList castMatrices(NDManager manager) {
    NDList matrices = new NDList();
    w.stream().filter(LanguageModel::isMatrix).forEach(matrices::add);
    Iterator<NDArray> cast = decoder.cast(matrices, manager).iterator();
    NDList all = new NDList();
    w.forEach(tensor -> all.add(isMatrix(tensor) ? cast.next() : tensor));
    return all;
  }

  private static boolean isMatrix(NDArray tensor) {
    return tensor.getShape().dimension() == 2;
  }

  /**
   * This model for drawing tokens and scoring alone. On a CPU the weights of products are moved
   * into the blocks that its kernels read, one after the other, so that there is no second copy;
   * under their names they are then gone. Elsewhere, and where weights are not in the type of the
   * forward pass, it is this model. The weights must belong to this model alone.
   *
   * @param manager owns the packed weights
   */
  public LanguageModel packed(NDManager manager) {
    boolean ready = decoder.packsWeights() && weights.type() == decoder.compute();
    if (!ready || config().head() != Head.TOKENS) {
      return this;
    }
    Weights packed = weights.packed(decoder, manager);
    return new LanguageModel(name, decoder, packed, adapter, packed.argument(), lora);
  }

  /** The architecture. */
  public ModelConfig config() {
    return decoder.config();
  }

  Decoder decoder() {
    return decoder;
  }

  /** Bytes of an element in the forward pass. */
  public int computeBytes() {
    return decoder.compute().getNumOfBytes();
  }

  /** Whether passes over a model are run by several threads of a CPU, each with its own rows. */
  public static boolean isSmall(ModelConfig config) {
    return Float.BYTES * config.parameters() <= Decoder.SMALL_BYTES;
  }

  /**
   * Whether samples share the keys and values of their prompt: so on a CPU, in a {@linkplain
   * #sharesPrompts(ModelConfig, int, long, int) large model}.
   *
   * @param prompt tokens of a prompt in the mean
   * @param samples of each prompt
   */
  public boolean sharesPrompts(long prompt, int samples) {
    return !fixedSteps() && sharesPrompts(config(), computeBytes(), prompt, samples);
  }

  /**
   * Whether samples of a prompt share its keys and values on a CPU: where a step would read at
   * least 2 MiB of copies in a layer, which takes as long as the operators that sharing needs.
   * Copies of a small model stay in the processor's caches.
   */
  public static boolean sharesPrompts(
      ModelConfig config, int elementBytes, long prompt, int samples) {
    long ofLayer = KvCache.bytesPerToken(config, elementBytes) / config.layers();
    return !isSmall(config) && (samples - 1) * prompt * ofLayer >= SHARED_FROM;
  }

  /** Whether tokens are drawn in steps of fixed shapes: so on a GPU. */
  public boolean fixedSteps() {
    return decoder.fixedSteps();
  }

  /** Whether these steps are recorded and played again: on a GPU, unless that has failed. */
  public boolean recordsSteps() {
    return fixedSteps() && decoder.graphs().on();
  }

  /** Threads that may run passes side by side. */
  public Workers workers() {
    return decoder.workers();
  }

  /** The weights of the base model. */
  public Weights weights() {
    return weights;
  }

  /** The adapter, where there is one. */
  public Optional<LoraAdapter> adapter() {
    return adapter;
  }

  /** What an optimizer moves: the adapter's tensors where there is one, all weights otherwise. */
  public Map<String, NDArray> trainable() {
    return adapter.map(LoraAdapter::tensors).orElseGet(weights::tensors);
  }

  /**
   * Zeros to which backward passes add the gradients of {@link #trainable()}.
   *
   * @param manager owns them
   */
  public Gradients gradients(NDManager manager) {
    if (!decoder.device().isGpu() && !isSmall(config())) {
      Allocator.keepLargeTensors();
    }
    if (adapter.isPresent()) {
      return adapter.get().gradients(decoder.elements(), manager);
    }
    FusedTensors sums =
        FusedTensors.zeros(config(), "gw", DataType.FLOAT32, decoder.elements(), manager);
    return new Gradients(
        sums.tensors(), sums.arguments(), Gradients.none("gl", manager), decoder.elements());
  }

  /**
   * This model without its adapter; the weights are shared.
   *
   * @param manager owns what is made besides
   */
  public LanguageModel base(NDManager manager) {
    return new LanguageModel(name, decoder, weights, Optional.empty(), manager);
  }

  /**
   * The model that this one is at this moment, to stay so: a copy of the adapter on the same
   * weights, or, where there is none, a copy of the weights in the type of the forward pass.
   *
   * @param manager owns the copy
   */
  public LanguageModel frozen(NDManager manager) {
    return adapter.isPresent()
        ? new LanguageModel(
            name, decoder, weights, adapter.map(lora -> lora.copy(manager)), manager)
        : new LanguageModel(
            name,
            decoder,
            weights.copy(config(), decoder.compute(), manager),
            Optional.empty(),
            manager);
  }

  /**
   * This model with what is trained of it read from a folder: an adapter where it has one, else all
   * weights.
   *
   * @param folder holds adapter_config.json and its weights, or config.json and weights
   * @param manager owns what is read
   */
  public LanguageModel frozen(Path folder, NDManager manager) {
    if (adapter.isPresent()) {
      LoraAdapter read = LoraAdapter.read(config(), folder, manager);
      return new LanguageModel(folder.toString(), decoder, weights, Optional.of(read), manager);
    }
    HuggingFaceFolder files = new HuggingFaceFolder(folder);
    Weights read = Weights.read(config(), files, decoder.compute(), manager);
    return new LanguageModel(folder.toString(), decoder, read, Optional.empty(), manager);
  }

  /**
   * Log-probabilities of the completion tokens of some sequences, one flat array: row by row,
   * position by position.
   *
   * @param values (picked), nats, owned by the scope
   * @param entropy (picked), nats, of the whole distribution at each position
   */
  public record Logprobs(NDArray values, NDArray entropy) {}

  /**
   * log p(completion token | all before it) under the distribution that is sampled from.
   *
   * @param scope owns the result and all that is made on the way
   * @param rows the sequences; padded on the right to the longest
   * @param temperature divides the logits; 1 where none is sampled with
   * @param memory bounds what is in memory at once
   */
  public Logprobs logprobs(
      NDManager scope, List<TokenSequence> rows, double temperature, PassMemory memory) {
    Padded padded = Padded.of(rows);
    NDList arguments = new NDList(padded.ids(scope));
    arguments.addAll(padded.head(scope, temperature, memory.positions(config().vocab())));
    NDList result = decoder.call("logprobs", padded.seq(), arguments.addAll(w).addAll(lora));
    return new Logprobs(result.get(0), result.get(1));
  }

  /**
   * Runs the layers on some sequences and keeps what a backward pass needs.
   *
   * @param scope owns the pass
   * @param memory says what is kept
   */
  public TrainingPass forward(NDManager scope, List<TokenSequence> rows, PassMemory memory) {
    return new TrainingPass(scope, decoder, Padded.of(rows), memory, w, lora);
  }

  /**
   * The value of each sequence under a {@link Head#VALUE} head: the last hidden state, after the
   * final norm, times the head's weight.
   *
   * @param scope owns what is made on the way
   * @param rows token ids, at least one each; padded on the right to the longest
   * @throws NonFiniteOutput if one is not finite
   */
  public float[] values(NDManager scope, List<int[]> rows) {
    Padded padded = Padded.ofWhole(rows);
    NDList arguments = new NDList(padded.ids(scope), scope.create(padded.picked()), score(scope));
    float[] values =
        decoder
            .call("values", padded.seq(), arguments.addAll(w).addAll(lora))
            .get(0)
            .toFloatArray();
    for (float value : values) {
      requireNumber(value, "the score of a response");
    }
    return values;
  }

  /**
   * Runs the layers on whole sequences, for their values, and keeps what a backward pass needs.
   *
   * @param scope owns the pass
   * @param memory says what is kept
   */
  public ValuePass forwardWhole(NDManager scope, List<int[]> rows, PassMemory memory) {
    Padded padded = Padded.ofWhole(rows);
    TrainingPass layers = new TrainingPass(scope, decoder, padded, memory, w, lora);
    return new ValuePass(layers, scope.create(padded.picked()), score(scope));
  }

  /** The value head: the adapter's, which is trained, before that of the weights. */
  private NDArray score(NDManager scope) {
    if (config().head() != Head.VALUE) {
      throw new IllegalStateException("a language model has no value head");
    }
    NDArray own = weights.tensors().get(Head.SCORE); // a model with this head is never packed
    return ValuePass.nameless(scope, adapter.flatMap(LoraAdapter::score).orElse(own));
  }

  /**
   * Checks what the model gave.
   *
   * @param what it is, for the message
   * @throws NonFiniteOutput if it is not finite, which damaged weights cause, or such as training
   *     made too large
   */
  public void requireNumber(float value, String what) {
    if (!Float.isFinite(value)) {
      throw new NonFiniteOutput(
          Text.format(
              "%s: %s is %s, must be a finite number; the weights are damaged or too large, copy them again or train with a lower learning rate",
              name, what, value));
    }
  }

  /**
   * Logits of every position of one sequence.
   *
   * @return (seq, vocab), owned by the scope
   */
  public NDArray logits(NDManager scope, int[] tokens) {
    long[] ids = Arrays.stream(tokens).asLongStream().toArray();
    NDList arguments = new NDList(scope.create(ids, new Shape(1, tokens.length)));
    return decoder.call("logits", tokens.length, arguments.addAll(w).addAll(lora)).get(0);
  }

  /**
   * This model made ready to draw many tokens. It sees later changes of the weights or not, so it
   * is for one rollout.
   *
   * @param manager owns what is made
   */
  public TokenSampler sampler(NDManager manager) {
    // a copy for a rollout would double the memory of a large model
    boolean packs = decoder.packsWeights() && !weights.packed() && isSmall(config());
    return new TokenSampler(this, decoder, w, lora, packs, manager);
  }
}
