package io.github.rrm4j.trainer.stage;

/** A run that cannot go on, though its input was in order: one line says why and what to do. */
public final class TrainingFailed extends RuntimeException {

  /**
   * @param message the whole line
   */
  public TrainingFailed(String message) {
    super(message);
  }
}
