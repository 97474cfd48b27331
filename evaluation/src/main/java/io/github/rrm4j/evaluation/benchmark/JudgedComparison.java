package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Routed;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All judgements of one comparison in one order: a line of {@code judgements.jsonl}.
 *
 * @param id of the comparison
 * @param subset of the comparison
 * @param order in which its responses were shown
 * @param gold the better response in the comparison's own order; empty where neither is
 * @param samples the judgements, at least one
 * @param routed who answered, where a direct judge was asked first
 */
public record JudgedComparison(
    String id,
    String subset,
    Order order,
    Optional<Side> gold,
    List<Sample> samples,
    Optional<Routed> routed) {

  public JudgedComparison {
    samples = List.copyOf(samples);
  }

  /** The judgements of one judge. */
  public JudgedComparison(
      String id, String subset, Order order, Optional<Side> gold, List<Sample> samples) {
    this(id, subset, order, gold, samples, Optional.empty());
  }

  /** The same, after a direct judge was asked. */
  public JudgedComparison after(Optional<Routed> direct) {
    return new JudgedComparison(id, subset, order, gold, samples, direct);
  }

  public static JudgedComparison of(PresentedPair showing, List<Sample> samples) {
    Comparison comparison = showing.comparison();
    return new JudgedComparison(
        comparison.id(), comparison.subset(), showing.order(), comparison.pair().gold(), samples);
  }

  /** Whether one of its judgements was asked for and never came. */
  public boolean failed() {
    return samples.stream().anyMatch(sample -> sample.answer() == Answer.FAILED);
  }

  /** The same without the texts of its judgements. */
  public JudgedComparison withoutTranscripts() {
    return new JudgedComparison(
        id, subset, order, gold, samples.stream().map(Sample::withoutTranscript).toList(), routed);
  }

  /** What each judgement says, for the comparison's own order. */
  private List<Answer> answers() {
    return samples.stream()
        .map(Sample::answer)
        .map(answer -> order == Order.GIVEN ? answer : answer.swapped())
        .toList();
  }

  /** Each judgement as a vote, for the comparison's own order, as they were drawn. */
  public List<MajorityVote.Result> results() {
    return answers().stream().map(Answer::vote).toList();
  }

  /** The votes, for the comparison's own order. */
  public MajorityVote votes() {
    int[] counts = new int[Answer.values().length];
    answers().forEach(answer -> counts[answer.ordinal()]++);
    return new MajorityVote(
        counts[Answer.FIRST.ordinal()],
        counts[Answer.SECOND.ordinal()],
        counts[Answer.TIE.ordinal()],
        counts[Answer.MALFORMED.ordinal()],
        counts[Answer.TRUNCATED.ordinal()],
        counts[Answer.OVERLONG.ordinal()],
        counts[Answer.FAILED.ordinal()]);
  }

  /**
   * Score of the comparison's own first response minus that of the second, mean of the judgements;
   * empty where one has none.
   */
  public OptionalDouble margin() {
    if (samples.stream().anyMatch(sample -> sample.margin().isEmpty())) {
      return OptionalDouble.empty();
    }
    OptionalDouble shown = samples.stream().mapToDouble(s -> s.margin().getAsDouble()).average();
    return order == Order.GIVEN || shown.isEmpty()
        ? shown
        : OptionalDouble.of(-shown.getAsDouble());
  }

  /** The better response by the place in which it was shown. */
  public Optional<Side> shownGold() {
    return order == Order.GIVEN ? gold : gold.map(Side::other);
  }
}
