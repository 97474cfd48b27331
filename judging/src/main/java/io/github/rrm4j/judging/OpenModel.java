package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.RolloutEngine;

/** A language model that is open: its texts are read here, its completions drawn here or there. */
public interface OpenModel extends AutoCloseable {

  /** Its chat template. */
  ChatTemplate chat();

  /** Its tokenizer. */
  Tokenizer tokenizer();

  /** Its architecture. */
  ModelConfig config();

  /**
   * What generates with the model.
   *
   * @param maxSequences most sequences that are generated together
   * @throws InvalidInput if that is none
   */
  RolloutEngine engine(int maxSequences);

  @Override
  void close();
}
