package io.github.rrm4j.judging;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.RoutingRule;
import io.github.rrm4j.rewards.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a direct judge says of a pair, its judgements in all orders together: the response to which
 * it gives the larger probability.
 *
 * @param answers one of each order, at least one
 * @param rule whether that is enough
 */
public record DirectVerdict(List<Answer> answers, RoutingRule rule) {

  /**
   * One judgement.
   *
   * @param probability of its verdict; empty where there is no verdict or the judge keeps none, and
   *     the verdict is then a vote
   */
  public record Answer(JudgedQuestion judged, OptionalDouble probability) {

    /**
     * The probability of the first response of the pair's own order; one half without a verdict.
     */
    double first() {
      Optional<Side> side = judged.verdict().side();
      double chosen = RoutingRule.rounded(probability.orElse(1));
      return side.isEmpty() ? 0.5 : side.get() == Side.FIRST ? chosen : 1 - chosen;
    }
  }

  public DirectVerdict {
    answers = List.copyOf(answers);
  }

  /** The probability of the first response of the pair's own order: the mean of the judgements. */
  double first() {
    return answers.stream().mapToDouble(Answer::first).average().orElse(0.5);
  }

  /** Whether the reasoning judge is to be asked. */
  public boolean sendsOn() {
    return rule.sendsOn(first());
  }

  /** The response that has the larger probability; nothing else is answered where it counts. */
  public Side side() {
    return first() > 0.5 ? Side.FIRST : Side.SECOND;
  }

  /**
   * Its answer in each order as votes, all for {@link #side}; their texts are as they were drawn.
   */
  public List<Vote> votes() {
    return answers.stream().map(one -> one.judged.vote().saying(Verdict.of(side()))).toList();
  }

  /** Who answered, and what the direct judge took for it. */
  public Routed routed() {
    return new Routed(
        sendsOn(),
        RoutingRule.confidence(first()),
        answers.size(),
        (int) answers.stream().filter(one -> one.judged.verdict().side().isEmpty()).count(),
        answers.stream().mapToLong(one -> one.judged.length()).sum());
  }

  /** The same of the judgement in one order alone; the confidence is that of the pair. */
  public Routed routed(Order order) {
    Answer own = in(order);
    return new Routed(
        sendsOn(),
        RoutingRule.confidence(first()),
        1,
        own.judged.verdict().side().isEmpty() ? 1 : 0,
        own.judged.length());
  }

  /** The judgement in an order that the pair was shown in. */
  public Answer in(Order order) {
    return answers.stream()
        .filter(one -> one.judged.question().order() == order)
        .findFirst()
        .orElseThrow();
  }
}
