package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** A completion that grows token by token. */
final class Row {

  final int request;
  final int sample;
  final int[] prompt;
  private final Key key;
  private final Optional<ThinkingBudget> budget;
  private final int[] tokens;
  private final float[] logprobs;
  private int length;
  private int limit;
  private boolean thinking;
  private final Stopping stopping;
  private final Repetition repetition;
  private boolean stopped;
  private boolean circling;
  private Optional<Rollout.Span> forced = Optional.empty();

  Row(Request source, int request, int sample, Sampling sampling) {
    this.request = request;
    this.sample = sample;
    this.prompt = source.prompt();
    this.key = source.keyOf(sample);
    this.budget = sampling.budget();
    this.stopping = sampling.stopping();
    this.repetition = new Repetition(stopping.repeats());
    this.thinking = budget.isPresent();
    this.limit = Math.min(source.limit(), sampling.maxNewTokens());
    this.tokens = new int[limit];
    this.logprobs = new float[limit];
  }

  boolean live() {
    return !stopped && !circling && length < limit;
  }

  /**
   * Takes the next token: the drawn one, or the forced one where the thinking has used up its
   * budget.
   *
   * @param logprob of the drawn token
   * @return the token that was taken
   */
  int append(int drawn, float logprob, IntPredicate ends) {
    if (thinking && length == budget.orElseThrow().tokens()) {
      endThinking(budget.orElseThrow());
    }
    boolean given = forced.isPresent() && length < forced.get().to();
    int token = given ? budget.orElseThrow().forced()[length - forced.orElseThrow().from()] : drawn;
    tokens[length] = token;
    logprobs[length++] = given ? Float.NaN : logprob;
    stopped = !given && (ends.test(token) || stopping.tokens().contains(token));
    circling = repetition.closes(tokens, length);
    thinking = thinking && token != budget.orElseThrow().mark();
    return token;
  }

  private void endThinking(ThinkingBudget spent) {
    thinking = false;
    forced = Optional.of(new Rollout.Span(length, spent.verdictFrom()));
    limit = Math.min(limit, spent.verdictFrom() + spent.verdictTokens());
  }

  /** How many tokens ahead it is known which are forced, whatever is drawn; at least one. */
  int foreseen() {
    int left = thinking ? budget.orElseThrow().tokens() - length : 0;
    return left > 0 ? left : Integer.MAX_VALUE;
  }

  /** The id that the token after {@code further} others is forced to have, if it is. */
  OptionalInt forced(int further) {
    int at = length + further;
    boolean spent = thinking && length == budget.orElseThrow().tokens();
    int from = spent ? length : forced.map(Rollout.Span::from).orElse(at);
    int to = spent ? budget.orElseThrow().verdictFrom() : forced.map(Rollout.Span::to).orElse(at);
    return at >= from && at < to
        ? OptionalInt.of(budget.orElseThrow().forced()[at - from])
        : OptionalInt.empty();
  }

  int length() {
    return length;
  }

  int lastToken() {
    return tokens[length - 1];
  }

  int lastPosition() {
    return prompt.length + length - 1;
  }

  /** The number that the token after {@code further} others is drawn with. */
  double uniform(int further) {
    return key.uniform(length + further);
  }

  Rollout rollout() {
    return new Rollout(
        new TokenSequence(prompt, Arrays.copyOf(tokens, length)),
        Arrays.copyOf(logprobs, length),
        finish(),
        forced);
  }

  private Rollout.Finish finish() {
    return stopped
        ? Rollout.Finish.STOP
        : circling ? Rollout.Finish.REPETITION : Rollout.Finish.LENGTH;
  }
}
