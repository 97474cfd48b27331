package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import java.util.Map;

/**
 * A forward pass of a reward model over some sequences and what its backward pass needs: the layers
 * have been run; then come {@link #values} and {@link #backward}, each once. It lives as long as
 * the manager that it was made with.
 */
public final class ValuePass {

  private final TrainingPass layers;
  private final NDArray picked;
  private final NDArray score;

  /**
   * @param picked (batch), the flat position of the last token of each sequence
   * @param score (1, hidden), without a name
   */
  ValuePass(TrainingPass layers, NDArray picked, NDArray score) {
    this.layers = layers;
    this.picked = picked;
    this.score = score;
  }

  /**
   * Runs the head.
   *
   * @return the value of each sequence
   */
  public float[] values() {
    NDList arguments = new NDList(layers.hidden(), picked, score).addAll(layers.weights());
    return layers.head("value_forward", arguments).get(0).toFloatArray();
  }

  /**
   * Goes back through the head and the layers and adds all gradients.
   *
   * @param scope owns what is made on the way
   * @param loss the gradient of the loss by each value
   * @param into of the model of this pass
   */
  public void backward(NDManager scope, float[] loss, Gradients into) {
    Map<String, NDArray> sums = into.tensors();
    NDArray scoreSum = sums.getOrDefault(PeftAdapter.SCORE, sums.get(Head.SCORE));
    NDList arguments = new NDList(scope.create(loss), layers.hidden(), picked, score);
    arguments.add(nameless(scope, scoreSum));
    arguments.addAll(layers.weights()).addAll(into.ofWeights());
    layers.backwardLayers(layers.head("value_backward", arguments).get(0), into);
  }

  /** The same memory without a name, which would say how the array is passed. */
  static NDArray nameless(NDManager scope, NDArray array) {
    NDArray view = array.reshape(array.getShape());
    view.attach(scope);
    return view;
  }
}
