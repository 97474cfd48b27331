package io.github.rrm4j.judging;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.RolloutEngine;

/**
 * A language model that is open.
 *
 * @param manager owns the weights and is closed with them
 */
public record OpenModel(NDManager manager, ModelFolder folder) implements AutoCloseable {

  /**
   * What generates with the model.
   *
   * @param maxSequences most sequences that are generated together
   * @throws InvalidInput if that is none
   */
  public RolloutEngine engine(int maxSequences) {
    if (maxSequences < 1) {
      throw new InvalidInput(
          "sequences generated together: there are " + maxSequences + ", must be at least 1");
    }
    return new LocalEngine(folder.model(), folder.tokenizer()::isEnd, maxSequences, manager);
  }

  @Override
  public void close() {
    folder.close();
    manager.close();
  }
}
