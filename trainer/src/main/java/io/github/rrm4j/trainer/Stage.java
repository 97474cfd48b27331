package io.github.rrm4j.trainer;

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

  /** What holds the stage's own state. */
  AdamW optimiser();
}
