package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.annotation.AnnotatedPairs;
import io.github.rrm4j.evaluation.annotation.Annotator;
import io.github.rrm4j.evaluation.annotation.GoldJudgement;
import io.github.rrm4j.evaluation.annotation.Labelling;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.judging.ranking.Method;
import io.github.rrm4j.judging.ranking.Ranker;
import io.github.rrm4j.miniature.MiniatureAnswers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Preference pairs for DPO: replies of a policy to its training prompts ({@value #REPLIES}), ranked
 * by a judge in both orders or by gold; the first place against the last is a pair ({@value
 * #PAIRS}), as {@code sample} and {@code annotate} make them.
 *
 * <p>All such pieces of one policy and seed label the same replies, and a judge's pieces are given
 * no gold answer of the miniature.
 *
 * @param policy a piece or a model folder
 * @param judge a piece, a model folder, or {@value Place#GOLD}
 * @param responses replies to each prompt
 * @param votes judgements of two replies in each order
 */
record LabelsPiece(
    Title title, String policy, String judge, PolicyPrompts prompts, int responses, int votes)
    implements Piece {

  /** The result. */
  static final String PAIRS = "pairs.jsonl";

  private static final String REPLIES = "replies.jsonl";
  private static final double TEMPERATURE = 1; // of the policy's own distribution

  @Override
  public List<String> needs() {
    return List.of(policy, judge);
  }

  @Override
  public ObjectNode inputs(Place place) {
    return Json.object()
        .put("kind", "labels")
        .put("policy", policy)
        .put("judge", judge)
        .put("data", prompts.described())
        .put("items", prompts.items().orElse(0))
        .put("tokens", prompts.tokens())
        .put("responses", responses)
        .put("votes", votes)
        .put("seed", place.seed())
        .put("judging", place.judging().toString());
  }

  private boolean gold() {
    return judge.equals(Place.GOLD);
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    String name = gold() ? MiniatureAnswers.PROBLEMS_FILE : MiniatureAnswers.PROMPTS_FILE;
    Path file = prompts.file(place, policy, name);
    try (Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PolicyPrompts.Draw draw =
          new PolicyPrompts.Draw(TEMPERATURE, responses, Key.of(place.seed(), "sample"));
      List<ReplyList> replies =
          prompts.answer(
              place, policy, prompts.read(file, gold()), draw, folder.resolve(REPLIES), progress);
      Path judged = folder.resolve("judged.jsonl");
      Key key = Key.of(place.seed(), "annotate");
      if (gold()) {
        new GoldJudgement(key).fill(judged, replies);
      } else {
        judge(place, replies, judged, key, progress);
      }
      AnnotatedPairs labels =
          new AnnotatedPairs(new Labelling(Labelling.Pairs.BEST_WORST, 0.5, true), replies, judged);
      labels.write(folder.resolve(PAIRS), folder.resolve("undecided.jsonl"));
      labels.summary().forEach(progress::line);
      if (labels.labelled() == 0) {
        throw new InvalidInput(
            folder + ": no pair has a label, must be one at least; take more items or votes");
      }
    }
  }

  private void judge(Place place, List<ReplyList> replies, Path judged, Key key, Progress progress)
      throws IOException {
    try (JudgeOption.Opened opened = place.option(judge).open()) {
      Voting voting =
          new Voting(opened.judge(), opened.engine(), opened.sampling(), votes, Voting.Orders.BOTH);
      Annotator annotator =
          new Annotator(
              new Ranker(voting, Method.ELO, Method.Settings.USUAL, true),
              voting,
              place.judging().rows(),
              key);
      annotator.check(replies, judged.resolveSibling(REPLIES));
      progress.start("annotate", 0, replies.size());
      annotator.fill(
          judged,
          replies,
          done -> {
            progress.step(done, "prompts");
            place.checkStop();
          });
    }
  }

  @Override
  public List<Path> results(Path folder) {
    return List.of(folder.resolve(PAIRS));
  }

  @Override
  public boolean measures() {
    return false;
  }
}
