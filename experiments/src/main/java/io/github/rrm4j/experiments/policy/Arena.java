package io.github.rrm4j.experiments.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult.ArenaMatch;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.evaluation.arena.Referee;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.policy.ReplyList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Two policies answer the same prompts once each, and a judge in both orders, or the gold answers,
 * say whose reply is better. Everything is kept in a folder: {@code first.jsonl}, {@code
 * second.jsonl}, {@code battles.jsonl}.
 *
 * @param first the baseline
 * @param second the policy that is measured
 * @param prompts what both answer
 * @param place where the prompts stand, for messages
 * @param judge with its votes; empty where the gold answers decide
 */
public record Arena(
    PolicyReplies first,
    PolicyReplies second,
    List<PromptWithAnswer> prompts,
    Path place,
    Optional<JudgeSpec> judge) {

  /**
   * Does what is left.
   *
   * @throws InvalidInput if a prompt fits one of the models no more
   */
  public ArenaResults run(Path folder, WindowProgress progress) throws IOException {
    List<ReplyList> a = first.answer(folder.resolve("first.jsonl"), prompts, place, progress);
    List<ReplyList> b = second.answer(folder.resolve("second.jsonl"), prompts, place, progress);
    return decide(folder, ArenaMatch.of(prompts, only(a), only(b)), judge, progress);
  }

  private static List<Reply> only(List<ReplyList> lists) {
    return lists.stream().map(list -> list.replies().get(0)).toList();
  }

  /**
   * Has the replies to every prompt compared that have no line in {@code battles.jsonl} yet.
   *
   * @param judge with its votes; empty where the gold answers decide
   * @throws InvalidInput if two replies are too long for the judge
   */
  public static ArenaResults decide(
      Path folder, List<ArenaMatch> encounters, Optional<JudgeSpec> judge, WindowProgress progress)
      throws IOException {
    Path file = folder.resolve("battles.jsonl");
    if (judge.isEmpty()) {
      return fill(file, encounters, new Referee.Gold(encounters.size()), progress);
    }
    JudgeSpec spec = judge.get();
    try (Judge open = Judge.open(spec)) {
      Voting voting = open.voting(spec.plan().votes(), Orders.BOTH);
      encounters.forEach(encounter -> voting.check(encounter.pair(), file.toString()));
      Key key = Key.of(spec.seed(), "arena");
      ArenaResults results =
          fill(file, encounters, new Referee.Judge(voting, spec.maxSequences(), key), progress);
      open.spending().ifPresent(progress::line);
      return results;
    }
  }

  private static ArenaResults fill(
      Path file, List<ArenaMatch> encounters, Referee referee, WindowProgress progress)
      throws IOException {
    return ArenaResults.fill(
        file, encounters, referee, progress.start("battles", 0, encounters.size(), "prompts"));
  }
}
