package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.InvalidInput;

/** Servers gave no usable answer, however often they were asked. */
public final class EngineFailure extends InvalidInput {

  private static final long serialVersionUID = 1;

  /**
   * @param message the whole line
   */
  public EngineFailure(String message) {
    super(message);
  }
}
