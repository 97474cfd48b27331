package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A stage of a run: a number of steps, each of which moves the model's weights. */
public interface Stage {

  /** The name under which its metrics are logged. */
  String name();

  /** How many steps it has. */
  long steps();

  /**
   * Takes one step.
   *
   * @param step from 0; all that is drawn at random is a function of it
   */
  StepReport step(long step);

  /**
   * What the stage measures of its own on held-out data, as a line of evaluations.jsonl; empty
   * where it has nothing.
   *
   * @param step of the run, which the line names
   */
  default Optional<ObjectNode> measure(long step) {
    return Optional.empty();
  }

  /** What holds the stage's own state. */
  AdamW optimiser();
}
