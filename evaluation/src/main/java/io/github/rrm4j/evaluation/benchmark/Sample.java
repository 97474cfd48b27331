package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.judging.ApiUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One judgement.
 *
 * @param answer what it said, for the order in which the responses were shown
 * @param thinkingTokens tokens before the end of thinking; empty where it is not known
 * @param tokens all tokens of the judgement; empty where it is not known
 * @param seconds its share of the time of those that were made together; empty where unknown
 * @param probability of the sampled tokens after the thinking, or what else the judge takes for the
 *     probability that it is right, in [0, 1]; empty where unknown
 * @param confidence that it states itself, in [0, 1]; empty where it states none
 * @param margin score of the response that was shown first minus that of the other; empty where the
 *     judge gives no scores
 * @param transcript its texts; empty where they are not kept
 * @param usage what an API took for it; empty of other judges
 */
public record Sample(
    Answer answer,
    OptionalInt thinkingTokens,
    OptionalInt tokens,
    OptionalDouble seconds,
    OptionalDouble probability,
    OptionalDouble confidence,
    OptionalDouble margin,
    Optional<Transcript> transcript,
    Optional<ApiUsage> usage) {

  /** A judgement that no API gave and that states no confidence. */
  public Sample(
      Answer answer,
      OptionalInt thinkingTokens,
      OptionalInt tokens,
      OptionalDouble seconds,
      OptionalDouble probability,
      OptionalDouble margin,
      Optional<Transcript> transcript) {
    this(
        answer,
        thinkingTokens,
        tokens,
        seconds,
        probability,
        OptionalDouble.empty(),
        margin,
        transcript,
        Optional.empty());
  }

  /**
   * What was asked and said.
   *
   * @param prompt as the model had it
   * @param completion thinking and verdict
   */
  public record Transcript(String prompt, String completion) {}

  /** A judgement without scores and texts. */
  public Sample(
      Answer answer,
      OptionalInt thinkingTokens,
      OptionalInt tokens,
      OptionalDouble seconds,
      OptionalDouble probability) {
    this(
        answer,
        thinkingTokens,
        tokens,
        seconds,
        probability,
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** A judgement of which only the answer is known. */
  public Sample(Answer answer) {
    this(
        answer,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** The same judgement, said of the two responses in the other order. */
  public Sample swapped() {
    return new Sample(
        answer.swapped(),
        thinkingTokens,
        tokens,
        seconds,
        probability,
        confidence,
        margin.isPresent() ? OptionalDouble.of(0 - margin.getAsDouble()) : margin,
        transcript,
        usage);
  }

  public Sample withoutTranscript() {
    return new Sample(
        answer,
        thinkingTokens,
        tokens,
        seconds,
        probability,
        confidence,
        margin,
        Optional.empty(),
        usage);
  }
}
