package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.annotation.Labelling;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.policy.Labels;
import io.github.rrm4j.experiments.policy.PolicyReplies;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.miniature.MiniatureAnswers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Preference pairs for DPO: replies of a policy to its training prompts ({@value #REPLIES}), ranked
 * by a judge in both orders or by gold; the first place against the last is a pair ({@value
 * #PAIRS}), as {@code sample} and {@code annotate} make them.
 *
 * <p>All such pieces of one policy and seed label the same replies, and a judge's pieces are given
 * no gold answer of the miniature.
 *
 * @param policy a piece or a model folder
 * @param judge a piece, a model folder, or {@value PaperWorkspace#GOLD}
 * @param responses replies to each prompt
 * @param votes judgements of two replies in each order
 */
record LabelsPiece(
    Title title, String policy, String judge, PolicyPrompts prompts, int responses, int votes)
    implements Piece {

  static final String PAIRS = "pairs.jsonl";

  private static final String REPLIES = "replies.jsonl";
  private static final double TEMPERATURE = 1; // of the policy's own distribution

  @Override
  public List<String> needs() {
    return List.of(policy, judge);
  }

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return place.decided(
        Json.object()
            .put("kind", "labels")
            .put("policy", policy)
            .put("judge", judge)
            .put("data", prompts.data())
            .put("items", prompts.items().orElse(0))
            .put("tokens", prompts.tokens())
            .put("responses", responses)
            .put("votes", votes));
  }

  @Override
  public List<Source> sources(PaperWorkspace place) {
    return Source.all(
        List.of(place.model(policy), place.model(judge), PaperWorkspace.given(prompts.data())));
  }

  @Override
  public Cost cost(PaperWorkspace place) {
    OptionalLong asked = prompts.count(place, policy, MiniatureAnswers.PROMPTS_FILE);
    if (asked.isEmpty()) {
      return Cost.uncounted("its prompts are not there");
    }
    Cost replies = prompts.cost(place, asked.getAsLong() * responses);
    long games = asked.getAsLong() * responses * (responses - 1) / 2;
    return gold()
        ? replies
        : replies.plus(Cost.ofJudgements(2 * games * votes, place.judgementTokens(judge)));
  }

  private boolean gold() {
    return judge.equals(PaperWorkspace.GOLD);
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    String name = gold() ? MiniatureAnswers.PROBLEMS_FILE : MiniatureAnswers.PROMPTS_FILE;
    Path file = prompts.file(place, policy, name);
    try (Progress progress = Progress.onStandardError()) {
      WindowProgress watched = place.watched(progress);
      PolicyReplies sampled =
          prompts.replies(place, policy, TEMPERATURE, responses, Key.of(place.seed(), "sample"));
      Path replies = folder.resolve(REPLIES);
      Labels labels =
          new Labels(
              sampled.answer(replies, prompts.read(file, gold()), file, watched),
              replies,
              new Labelling(Labelling.Pairs.BEST_WORST, 0.5, true));
      Path judged = folder.resolve("judged.jsonl");
      if (gold()) {
        labels.gold(place.seed(), judged);
      } else {
        labels.judge(
            place.spec(judge).votes(votes),
            RankingMethod.ELO,
            RankingMethod.Settings.USUAL,
            judged,
            watched,
            () -> {});
      }
      labels.write(
          judged,
          folder.resolve(PAIRS),
          folder.resolve("undecided.jsonl"),
          watched,
          "must be one at least; take more items or votes");
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
