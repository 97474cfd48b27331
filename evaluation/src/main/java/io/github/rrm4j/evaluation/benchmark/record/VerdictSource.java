package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Routed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Who judges. */
public interface VerdictSource {

  /**
   * Sees that a showing can be judged, before the first one is.
   *
   * @return how the judge is shown it, the same in both orders
   * @throws InvalidInput if it cannot
   */
  PromptFit check(PresentedPair showing);

  /**
   * Judges; what is said of a showing does not depend on those beside it.
   *
   * @return of each showing its samples, in order
   */
  List<List<Sample>> judge(List<PresentedPair> showings);

  /** Takes what was judged. */
  interface Taker {

    /** Takes the judgements of a window, in the order of its showings. */
    void take(List<JudgedComparison> window) throws IOException;
  }

  /** Judges windows of showings, each by itself, and hands them over in their order. */
  default void judgeAll(List<List<PresentedPair>> windows, Taker taker) throws IOException {
    for (List<PresentedPair> window : windows) {
      List<List<Sample>> samples = judge(window);
      taker.take(
          IntStream.range(0, window.size())
              .mapToObj(
                  i ->
                      JudgedComparison.of(window.get(i), samples.get(i))
                          .after(routed(window.get(i))))
              .toList());
    }
  }

  /** Who answered one of the showings that were judged last; empty where one judge answers all. */
  default Optional<Routed> routed(PresentedPair showing) {
    return Optional.empty();
  }
}
