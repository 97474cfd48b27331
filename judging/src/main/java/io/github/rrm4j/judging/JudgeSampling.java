package io.github.rrm4j.judging;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.atMost;
import static io.github.rrm4j.config.Rule.between;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.Stopping;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How judgements are drawn.
 *
 * @param temperature divides the logits, 0 is greedy; empty for the model's own
 * @param maxNewTokens the longest judgement; empty for the model's own, at most half of its
 *     positions
 * @param candidates which tokens may be drawn
 * @param stopping what else ends a judgement
 * @param thinkingBudget tokens after which thinking is ended by force; empty for never
 * @param verdictTokens most tokens after a forced end of thinking
 */
public record JudgeSampling(
    OptionalDouble temperature,
    OptionalInt maxNewTokens,
    Candidates candidates,
    Stopping stopping,
    OptionalInt thinkingBudget,
    int verdictTokens) {

  /** Reads the keys of a judge that say how it is drawn from. */
  static JudgeSampling read(ConfigReader c) {
    double topP = c.number("top_p", above(0), atMost(1));
    int repeats = c.count("repetition_limit", atLeast(0));
    if (repeats == 1) {
      c.problem("repetition_limit", "is 1, must be 0 (no limit) or at least 2");
    }
    return new JudgeSampling(
        c.optionalNumber("temperature", atLeast(0)),
        count(c.optionalInteger("max_new_tokens", atLeast(1))),
        new Candidates(c.count("top_k", atLeast(0)), topP, c.number("min_p", between(0, 1))),
        new Stopping(stopTokens(c), repeats == 1 ? 0 : repeats),
        count(c.optionalInteger("thinking_budget", atLeast(1))),
        c.count("verdict_tokens", atLeast(1)));
  }

  private static Set<Integer> stopTokens(ConfigReader c) {
    Set<Integer> ids = new HashSet<>();
    c.integers("stop_token_ids", between(0, Integer.MAX_VALUE))
        .forEach(id -> ids.add(id.intValue()));
    return ids;
  }

  private static OptionalInt count(OptionalLong number) {
    return number.isPresent()
        ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, number.getAsLong()))
        : OptionalInt.empty();
  }

  /** The same at another temperature. */
  public JudgeSampling temperature(double other) {
    return new JudgeSampling(
        OptionalDouble.of(other),
        maxNewTokens,
        candidates,
        stopping,
        thinkingBudget,
        verdictTokens);
  }

  /** The same with another limit. */
  public JudgeSampling maxNewTokens(int other) {
    return new JudgeSampling(
        temperature, OptionalInt.of(other), candidates, stopping, thinkingBudget, verdictTokens);
  }

  /** The same with thinking that is ended by force. */
  public JudgeSampling thinkingBudget(int tokens) {
    return new JudgeSampling(
        temperature, maxNewTokens, candidates, stopping, OptionalInt.of(tokens), verdictTokens);
  }

  /** The same with another limit after a forced end of thinking. */
  public JudgeSampling verdictTokens(int other) {
    return new JudgeSampling(
        temperature, maxNewTokens, candidates, stopping, thinkingBudget, other);
  }

  /** With what the model says of itself, and what holds where it says nothing. */
  Sampling resolved(Sampling own) {
    return new Sampling(
            temperature.orElse(own.temperature()), maxNewTokens.orElse(own.maxNewTokens()))
        .among(candidates)
        .stopping(stopping);
  }

  /** What decides the completions besides temperature and limits. */
  public static void describe(Candidates candidates, Stopping stopping, ObjectNode into) {
    into.put("top_k", candidates.topK())
        .put("top_p", candidates.topP())
        .put("min_p", candidates.minP())
        .put("stop_token_ids", stopping.tokens().stream().sorted().toList().toString())
        .put("repetition_limit", stopping.repeats());
  }
}
