package io.github.rrm4j.model;

import io.github.rrm4j.contracts.InvalidInput;

/**
 * A model gave a number that is infinite or NaN. Weights that a user gave are then invalid input;
 * those that a training has moved are a failure of the training.
 */
public final class NonFiniteOutput extends InvalidInput {

  /**
   * @param message the whole line, starting with the name of the model
   */
  public NonFiniteOutput(String message) {
    super(message);
  }
}
