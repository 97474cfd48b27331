package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import java.util.Optional;

/**
 * A forward pass over some sequences and what its backward pass needs: the layers have been run;
 * then come {@link #logprobs}, {@link #backwardHead} and {@link #backwardLayers}, each once, in
 * this order. It lives as long as the manager that it was made with.
 */
public final class TrainingPass {

  private final Decoder decoder;
  private final Padded rows;
  private final NDList ids;
  private final NDList w;
  private final NDList lora;
  private final NDArray x;
  private NDList kept;
  private NDList head = new NDList();
  private NDArray entropy;
  private NDArray distributions;
  private NDArray gradient;

  /** Runs the layers. */
  TrainingPass(
      NDManager scope, Decoder decoder, Padded rows, PassMemory memory, NDList w, NDList lora) {
    this.decoder = decoder;
    this.rows = rows;
    this.w = w;
    this.lora = lora;
    NDArray every = Decoder.host(scope).create((long) memory.checkpointEvery());
    this.ids = new NDList(rows.ids(scope), every);
    NDList results = decoder.call("forward", rows.seq(), new NDList(ids).addAll(w).addAll(lora));
    this.x = results.get(0);
    this.kept = new NDList(results.subList(1, results.size()));
  }

  /**
   * Runs the head on the completion positions.
   *
   * @param temperature divides the logits
   * @return without a graph
   */
  public Logprobs logprobs(NDManager scope, double temperature, PassMemory memory) {
    head = rows.head(scope, temperature, memory.positions(decoder.config().vocab()));
    NDList results = decoder.call("head_forward", rows.seq(), new NDList(x).addAll(head).addAll(w));
    entropy = results.get(1);
    distributions = results.get(2);
    return new Logprobs(results.get(0), entropy);
  }

  /**
   * Goes back through the head.
   *
   * @param byLogprobs (picked), the gradient of the loss by the log-probabilities
   * @param byEntropy (picked), that by the entropies; empty where the loss does not depend on them
   * @param into of the model of this pass
   */
  public void backwardHead(NDArray byLogprobs, Optional<NDArray> byEntropy, Gradients into) {
    NDArray second = byEntropy.orElseGet(() -> byLogprobs.getManager().create(new float[0]));
    NDList arguments = new NDList(byLogprobs, second, entropy, x).addAll(head);
    arguments.add(distributions);
    arguments.addAll(w).addAll(into.ofWeights());
    gradient = decoder.call("head_backward", rows.seq(), arguments).get(0);
    distributions.close();
  }

  /**
   * Calls a method of another head.
   *
   * @param arguments of the method, without the rotary tables
   */
  NDList head(String method, NDList arguments) {
    return decoder.call(method, rows.seq(), arguments);
  }

  /** The residual stream after the last layer, (n, hidden). */
  NDArray hidden() {
    return x;
  }

  /** The argument {@code w}. */
  NDList weights() {
    return w;
  }

  /**
   * Goes back through the layers and adds all gradients.
   *
   * @param gradient (n, hidden), that of the residual stream after the last layer
   */
  void backwardLayers(NDArray gradient, Gradients into) {
    this.gradient = gradient;
    backwardLayers(into);
  }

  /** Goes back through the layers and adds all gradients. */
  public void backwardLayers(Gradients into) {
    kept.forEach(tensor -> tensor.setName("kept[]"));
    NDList arguments = new NDList(gradient).addAll(ids).addAll(kept);
    arguments.addAll(w).addAll(lora).addAll(into.ofWeights()).addAll(into.ofAdapter());
    decoder.callInOrder("backward", rows.seq(), arguments);
  }
}
