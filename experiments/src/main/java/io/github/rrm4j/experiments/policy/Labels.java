package io.github.rrm4j.experiments.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.annotation.AnnotatedPairs;
import io.github.rrm4j.evaluation.annotation.Annotator;
import io.github.rrm4j.evaluation.annotation.GoldJudgement;
import io.github.rrm4j.evaluation.annotation.Labelling;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.ReplyList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Preference pairs of the replies of a policy: a judge ranks the replies to each prompt, in both
 * orders, or the gold answers do; then the votes are labels.
 *
 * @param replies what is ranked
 * @param place where they stand, for messages
 * @param labelling which votes are labels
 */
public record Labels(List<ReplyList> replies, Path place, Labelling labelling) {

  /**
   * Has a judge rank the replies that have no line in a file yet.
   *
   * @param judge with its votes
   * @param checked is run when the judge is open and every pair fits
   * @throws InvalidInput if a prompt is too long
   */
  public void judge(
      JudgeSpec judge,
      RankingMethod method,
      RankingMethod.Settings settings,
      Path judged,
      WindowProgress progress,
      PolicyReplies.Checked checked)
      throws IOException {
    try (Judge open = Judge.open(judge)) {
      Voting voting = open.voting(judge.plan().votes(), Orders.BOTH);
      Annotator annotator =
          new Annotator(
              new Ranker(voting, method, settings, true),
              voting,
              judge.maxSequences(),
              Key.of(judge.seed(), "annotate"));
      annotator
          .check(replies, place)
          .line(place.toString(), "prompts (by their longest replies)")
          .ifPresent(progress::line);
      checked.run();
      annotator.fill(judged, replies, progress.start("annotate", 0, replies.size(), "prompts"));
      open.spending().ifPresent(progress::line);
    }
  }

  /** Has the gold answers rank the replies that have no line in a file yet. */
  public void gold(long seed, Path judged) throws IOException {
    new GoldJudgement(Key.of(seed, "annotate")).fill(judged, replies);
  }

  /**
   * Writes the pairs that the votes label, and those that they do not.
   *
   * @param remedy completes the message where no pair has a label
   * @throws InvalidInput if no pair has a label
   */
  public void write(
      Path judged, Path pairs, Path undecided, WindowProgress progress, String remedy) {
    if (writePart(judged, pairs, undecided, progress) == 0) {
      throw new InvalidInput(pairs + ": no pair has a label; " + remedy);
    }
  }

  /**
   * The same of some replies among others, of which none may have a label.
   *
   * @return how many pairs have one
   */
  public int writePart(Path judged, Path pairs, Path undecided, WindowProgress progress) {
    AnnotatedPairs labels = new AnnotatedPairs(labelling, replies, judged);
    labels.write(pairs, undecided);
    labels.summary().forEach(progress::line);
    return labels.labelled();
  }
}
