package io.github.rrm4j.judging;

import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.util.List;

/**
 * A model whose weights are not read, for a process that lets others draw: it knows how long
 * prompts are, and draws nothing.
 */
record TextModel(ModelText text, Tokenizer tokenizer, ModelConfig config) implements OpenModel {

  static TextModel open(ModelText text) {
    ModelConfig config = text.config();
    return new TextModel(text, text.tokenizer(), config);
  }

  @Override
  public ChatTemplate chat() {
    return text.chat();
  }

  @Override
  public RolloutEngine engine(int maxSequences) {
    return new RolloutEngine() {
      @Override
      public int longestPrompt(Sampling sampling) {
        return config.maxPositions() - sampling.maxNewTokens();
      }

      @Override
      public Outcome run(List<Request> requests, int samples, Sampling sampling) {
        throw new UnsupportedOperationException("the weights are not here");
      }

      @Override
      public Completions stream(
          List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
        throw new UnsupportedOperationException("the weights are not here");
      }
    };
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
