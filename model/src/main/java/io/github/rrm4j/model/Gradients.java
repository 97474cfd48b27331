package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * What the backward passes of a step add to: an fp32 array for each tensor of {@link
 * LanguageModel#trainable()}, of its name and shape.
 */
public final class Gradients {

  private final Map<String, NDArray> tensors;
  private final NDList ofWeights;
  private final NDList ofAdapter;
  private final Elements elements;

  /**
   * @param tensors by name
   * @param ofWeights the argument {@code gw} of the backward pass
   * @param ofAdapter the argument {@code gl}
   */
  Gradients(Map<String, NDArray> tensors, NDList ofWeights, NDList ofAdapter, Elements elements) {
    this.tensors = tensors;
    this.ofWeights = ofWeights;
    this.ofAdapter = ofAdapter;
    this.elements = elements;
  }

  /** Of frozen weights or an absent adapter. */
  static NDList none(String listName, NDManager manager) {
    NDArray none = manager.create(new float[0]);
    none.setName(listName + "[]");
    return new NDList(none);
  }

  /** The sums so far, by the names of what is trained. */
  public Map<String, NDArray> tensors() {
    return tensors;
  }

  /** Starts a new sum. */
  public void clear() {
    elements.clear(ofWeights);
    elements.clear(ofAdapter);
  }

  /** Adds the sums of another. */
  public void add(Gradients other) {
    elements.add(tensors.values(), other.tensors.values()); // by name: a tied head is there once
  }

  NDList ofWeights() {
    return ofWeights;
  }

  NDList ofAdapter() {
    return ofAdapter;
  }
}
