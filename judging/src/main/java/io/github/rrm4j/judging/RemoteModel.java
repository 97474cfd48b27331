package io.github.rrm4j.judging;

import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.rollout.RolloutEngine;

/**
 * A model whose weights are at a server; its tokenizer, its chat template and its config are read
 * from a folder here, so that the server sees tokens only.
 */
final class RemoteModel implements OpenModel {

  private final ModelText text;
  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final RemoteEngine engine;

  private RemoteModel(
      ModelText text, ModelConfig config, Tokenizer tokenizer, RemoteEngine engine) {
    this.text = text;
    this.config = config;
    this.tokenizer = tokenizer;
    this.engine = engine;
  }

  /**
   * Asks the servers whether they are there.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if one is not, or a file is missing
   */
  static RemoteModel open(RemoteSettings settings, ModelText text) {
    ModelConfig config = ModelConfig.read(text.modelConfig());
    Tokenizer tokenizer = text.tokenizer();
    try {
      RemoteEngine engine = RemoteEngine.open(settings, RemoteEngine.Model.of(tokenizer, config));
      return new RemoteModel(text, config, tokenizer, engine);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public ChatTemplate chat() {
    return text.chat();
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  /** As many calls are in flight as the settings of the engine allow. */
  @Override
  public RolloutEngine engine(int maxSequences) {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
    tokenizer.close();
  }
}
