package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says which of two responses is better: {@link Judge} in this process, {@link RemoteJudge} by a
 * server. With the same model, settings and seed both say the same.
 */
public interface PairJudge extends AutoCloseable {

  /**
   * Judges which of two responses is better.
   *
   * @throws InvalidInput if the prompt is longer than the model's positions allow and the judge
   *     refuses that, or the votes would all be the same
   */
  PairVerdict compare(String query, String first, String second);

  /**
   * Judges a pair. Its id decides what is drawn for it.
   *
   * @throws InvalidInput if the prompt is longer than the model's positions allow and the judge
   *     refuses that, or the votes would all be the same
   */
  PairVerdict compare(OpenPair pair);

  /**
   * Judges many pairs. The stream is lazy: a window of pairs is taken from {@code pairs} and judged
   * when its first verdict is asked for.
   *
   * @return the verdicts in the order of the pairs
   * @throws InvalidInput while the stream is read, if a prompt is too long and the judge refuses
   *     that
   */
  Stream<PairVerdict> compareAll(Stream<OpenPair> pairs);

  /**
   * Ranks responses to a query by Elo over a round robin; identical ones play as one.
   *
   * @param responses at least two
   * @return with a rating of each response, and the index of the best
   * @throws InvalidInput if there are fewer than two, or a prompt is too long and the judge refuses
   *     that
   */
  default Ranked rank(String query, List<String> responses) {
    return rank(query, responses, RankingMethod.ELO, RankingMethod.Settings.USUAL);
  }

  /**
   * Ranks responses to a query.
   *
   * @param responses at least two
   * @param method which matches are judged, and what they say
   * @return with a rating of each response, and the index of the best
   * @throws InvalidInput if there are fewer than two, or a prompt is too long and the judge refuses
   *     that
   */
  Ranked rank(
      String query, List<String> responses, RankingMethod method, RankingMethod.Settings settings);

  @Override
  void close();
}
