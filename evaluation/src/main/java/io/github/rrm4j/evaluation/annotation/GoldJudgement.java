package io.github.rrm4j.evaluation.annotation;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The judgements of one that knows the gold answers, in the form of an {@link Annotator}'s: what
 * labels could teach at most. The rating of a reply is its score, the best and the worst one are
 * drawn among those with the highest and the lowest score, and both orders have one vote for the
 * best. Replies without a finished answer do not play.
 *
 * @param key what the draws depend on, with the prompt's id
 */
public record GoldJudgement(Key key) {

  private static final int WINDOW = 1024;

  /**
   * Judges the prompts that have no line in a file yet; a line is a {@link JudgedReplies}.
   *
   * @param file grows; see {@link ResumableLog}
   * @throws InvalidInput if a list has no scores
   */
  public void fill(Path file, List<ReplyList> lists) throws IOException {
    ResumableLog.fill(
        file,
        lists,
        list -> list.prompt().id(),
        WINDOW,
        some -> some.stream().map(list -> judge(list).toJson()).toList(),
        done -> {});
  }

  /** What gold says of the replies to one prompt. */
  JudgedReplies judge(ReplyList list) {
    String id = list.prompt().id();
    List<Double> scores =
        list.scores()
            .orElseThrow(
                () ->
                    InvalidInput.of(
                        "prompt '%s' has no scores, must have them for gold labels; add its answer",
                        id));
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    List<OptionalDouble> ratings = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      boolean plays = list.replies().get(i).answers();
      ratings.add(plays ? OptionalDouble.of(scores.get(i)) : OptionalDouble.empty());
      highest = plays ? Math.max(highest, scores.get(i)) : highest;
      lowest = plays ? Math.min(lowest, scores.get(i)) : lowest;
    }
    if (!(highest > lowest)) {
      return JudgedReplies.none(id, scores.size());
    }
    int best = drawn(ratings, highest, key.with("best").with(id));
    int worst = drawn(ratings, lowest, key.with("worst").with(id));
    MajorityVote vote = new MajorityVote(1, 0, 0, 0);
    return new JudgedReplies(
        id,
        OptionalInt.of(best),
        OptionalInt.of(worst),
        ratings,
        List.of(new ReplyMatch(best, worst, new VoteTally(vote, vote))));
  }

  private static int drawn(List<OptionalDouble> ratings, double rating, Key key) {
    int[] alike =
        IntStream.range(0, ratings.size())
            .filter(i -> ratings.get(i).equals(OptionalDouble.of(rating)))
            .toArray();
    return alike[key.below(0, alike.length)];
  }
}
