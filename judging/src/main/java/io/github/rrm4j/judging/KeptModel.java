package io.github.rrm4j.judging;

import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.RolloutEngine;
import java.util.HashMap;
import java.util.Map;

/** A model that several threads use, one command after the other, and that nobody closes. */
final class KeptModel implements OpenModel {

  private final OpenModel model;
  private final Map<Integer, RolloutEngine> engines = new HashMap<>();

  KeptModel(OpenModel model) {
    this.model = model;
  }

  @Override
  public ChatTemplate chat() {
    return model.chat();
  }

  @Override
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  @Override
  public ModelConfig config() {
    return model.config();
  }

  /** Threads take turns with weights of this process; servers are asked by all at a time. */
  @Override
  public synchronized RolloutEngine engine(int maxSequences) {
    return engines.computeIfAbsent(
        maxSequences,
        most -> new CountingEngine(model.engine(most), model instanceof RemoteModel ? null : this));
  }

  @Override
  public void close() {
    // stays open
  }
}
