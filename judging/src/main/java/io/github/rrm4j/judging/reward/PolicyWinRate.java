package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.reward.JudgeRewards.NoAnswer;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.MeanInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often a judge prefers the answers of a policy to those of another one, prompt by prompt.
 *
 * @param points of each prompt that counts: 1, a half for a draw, 0. Two equal answers draw without
 *     being judged
 * @param unreadable prompts of which no judgement could be read; they do not count
 */
public record PolicyWinRate(List<Double> points, int unreadable) {

  public PolicyWinRate {
    points = List.copyOf(points);
  }

  /**
   * Judges all prompts, one batch for the engine in each order.
   *
   * @param own by prompt, as a judge is shown them
   * @param other likewise
   * @param noAnswer what becomes of a prompt that one of the two does not answer
   * @param key what the draws depend on, with the index of the prompt
   */
  public static PolicyWinRate of(
      Voting voting,
      List<Prompt> prompts,
      List<String> own,
      List<String> other,
      NoAnswer noAnswer,
      Key key) {
    List<OpenPair> pairs = new ArrayList<>();
    List<Double> points = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (own.get(i).equals(other.get(i))) {
        points.add(0.5);
      } else if (noAnswer == NoAnswer.LOSES
          && (Answers.none(own.get(i)) || Answers.none(other.get(i)))) {
        points.add(Answers.none(own.get(i)) ? 0.0 : 1.0);
      } else {
        pairs.add(
            new OpenPair(
                Integer.toString(i),
                prompts.get(i).query(),
                own.get(i),
                other.get(i),
                Optional.empty()));
      }
    }
    int unreadable = 0;
    for (PairVerdict ballot : pairs.isEmpty() ? List.<PairVerdict>of() : voting.judge(pairs, key)) {
      if (ballot.result() == MajorityVote.Result.UNREADABLE) {
        unreadable++;
      } else {
        points.add(ballot.side().map(side -> side == Side.FIRST ? 1.0 : 0.0).orElse(0.5));
      }
    }
    return new PolicyWinRate(points, unreadable);
  }

  /** The mean of the points; a half where none counts. */
  public double winRate() {
    return points.stream().mapToDouble(Double::doubleValue).average().orElse(0.5);
  }

  /** Student's of the win rate; where all prompts say the same, that of their share. */
  public Interval interval() {
    if (points.size() < 2) {
      return new Interval(0, 1, IntervalMethod.EVERYTHING);
    }
    double[] values = points.stream().mapToDouble(Double::doubleValue).toArray();
    Interval mean = MeanInterval.of(values, Evaluation.CONFIDENCE).interval().orElseThrow();
    return mean.upper() > mean.lower()
        ? mean.within(0, 1)
        : ItemMeans.shareInterval(values); // all prompts say the same
  }
}
