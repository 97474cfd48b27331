package io.github.rrm4j.judging;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.RolloutEngine;

/**
 * A model whose weights are in this process.
 *
 * @param manager owns the weights and is closed with them
 */
public record LocalModel(NDManager manager, ModelFolder folder) implements OpenModel {

  @Override
  public ChatTemplate chat() {
    return folder.chat();
  }

  @Override
  public Tokenizer tokenizer() {
    return folder.tokenizer();
  }

  @Override
  public ModelConfig config() {
    return folder.model().config();
  }

  @Override
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
