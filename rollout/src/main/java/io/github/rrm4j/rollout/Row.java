package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;

/** A completion that grows token by token. */
final class Row {

  final int request;
  final int sample;
  final int[] prompt;
  private final Key key;
  private final int[] tokens;
  private final float[] logprobs;
  private int length;
  private boolean stopped;

  Row(Request source, int request, int sample, int maxNewTokens) {
    this.request = request;
    this.sample = sample;
    this.prompt = source.prompt();
    this.key = source.key().with(sample);
    this.tokens = new int[maxNewTokens];
    this.logprobs = new float[maxNewTokens];
  }

  boolean live() {
    return !stopped && length < tokens.length;
  }

  void append(int token, float logprob, boolean end) {
    tokens[length] = token;
    logprobs[length++] = logprob;
    stopped = end;
  }

  int lastToken() {
    return tokens[length - 1];
  }

  int lastPosition() {
    return prompt.length + length - 1;
  }

  /** The number that the next token is drawn with. */
  double uniform() {
    return key.uniform(length);
  }

  Rollout rollout() {
    return new Rollout(
        new TokenSequence(prompt, Arrays.copyOf(tokens, length)),
        Arrays.copyOf(logprobs, length),
        stopped ? Rollout.Finish.STOP : Rollout.Finish.LENGTH);
  }
}
