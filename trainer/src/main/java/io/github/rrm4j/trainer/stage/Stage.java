package io.github.rrm4j.trainer.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A stage of a run: a number of steps, each of which moves the model's weights. The loop around it
 * knows nothing else of a stage than what is asked here.
 */
public interface Stage {

  /** Its name, length and optimizer. */
  StageInfo info();

  /**
   * Takes one step.
   *
   * @param step from 0; everything that is drawn at random is a function of it
   */
  StepReport step(long step);

  /**
   * What the stage itself measures on held-out data, as a line of evaluations.jsonl; empty if it
   * measures nothing.
   *
   * @param step of the run, which the line names
   */
  default Optional<ObjectNode> measure(long step) {
    return Optional.empty();
  }

  /** Writes what a checkpoint must hold of the stage beside weights, moments and counters. */
  default void write(Path folder) throws IOException {}

  /**
   * Takes it up again.
   *
   * @param folder of a checkpoint within the stage
   * @param step that is taken next, above 0
   */
  default void read(Path folder, long step) throws IOException {}

  /** Whether the model is also evaluated between the steps, and not only after the last one. */
  default boolean evaluatedBetweenSteps() {
    return true;
  }

  /** Whether later evaluations are compared with the model as it was when the stage began. */
  default boolean startIsBaseline() {
    return false;
  }
}
