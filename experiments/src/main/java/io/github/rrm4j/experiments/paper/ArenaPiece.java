package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.arena.ArenaHardFiles;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult.ArenaMatch;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.policy.Arena;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A policy against another one on the same held-out problems, one greedy reply each; as {@code
 * arena} has it. Values of a problem: {@link ArenaRows}.
 *
 * <p>A row of the panel arena, and for the panel policy the gold accuracy over the steps of the
 * policy's training.
 *
 * @param policy a piece, a model folder or a file of replies, which is measured
 * @param against the other one, the same
 * @param judge a piece, a model folder, or {@value PaperWorkspace#GOLD}
 * @param votes judgements of a battle in each order
 */
record ArenaPiece(
    Title title, String policy, String against, String judge, PolicyPrompts prompts, int votes)
    implements Piece {

  @Override
  public List<String> needs() {
    return List.of(policy, against, judge);
  }

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return place.decided(
        Json.object()
            .put("kind", "arena")
            .put("policy", policy)
            .put("against", against)
            .put("judge", judge)
            .put("data", prompts.data())
            .put("items", prompts.items().orElse(0))
            .put("tokens", prompts.tokens())
            .put("votes", votes)
            .put("steps", stepsShown()));
  }

  private boolean stepsShown() {
    return title.panels().contains(Panel.POLICY);
  }

  @Override
  public List<Source> sources(PaperWorkspace place) {
    return Source.all(
        List.of(
            contestant(place, policy),
            contestant(place, against),
            place.model(judge),
            PaperWorkspace.given(prompts.data())));
  }

  private static Stream<Source> contestant(PaperWorkspace place, String name) {
    return recorded(name) ? Stream.of(Source.data(name)) : place.model(name);
  }

  /** Whether a policy is a file of its replies. */
  private static boolean recorded(String policy) {
    return policy.endsWith(".jsonl") || policy.endsWith(".json");
  }

  @Override
  public Cost cost(PaperWorkspace place) {
    OptionalLong asked = prompts.count(place, policy, MiniatureAnswers.HELDOUT_FILE);
    if (asked.isEmpty()) {
      return Cost.uncounted("its prompts are not there");
    }
    long answering = Stream.of(policy, against).filter(name -> !recorded(name)).count();
    Cost replies = prompts.cost(place, answering * asked.getAsLong());
    long judgements = 2 * asked.getAsLong() * votes;
    return judge.equals(PaperWorkspace.GOLD)
        ? replies
        : replies.plus(Cost.ofJudgements(judgements, place.judgementTokens(judge)));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    Path file = prompts.file(place, policy, MiniatureAnswers.HELDOUT_FILE);
    boolean gold = judge.equals(PaperWorkspace.GOLD);
    List<PromptWithAnswer> asked = prompts.read(file, gold);
    Optional<JudgeSpec> asking =
        gold ? Optional.empty() : Optional.of(place.spec(judge).votes(votes));
    try (Progress progress = Progress.onStandardError()) {
      WindowProgress watched = place.watched(progress);
      Answering answering = new Answering(prompts, place, folder, asked, file, watched);
      List<Reply> first = answering.of(against, "first.jsonl");
      List<Reply> second = answering.of(policy, "second.jsonl");
      ArenaResults battles =
          Arena.decide(folder, ArenaMatch.of(asked, first, second), asking, watched);
      battles.summary().forEach(progress::line);
      List<ResultRows> tables = new ArrayList<>(List.of(ArenaRows.sections(battles)));
      if (stepsShown()) {
        tables.add(ArenaRows.steps(place.folder(policy).resolve(TrainingPiece.RUN)));
      }
      List<String> sections = asked.stream().map(each -> each.prompt().section()).toList();
      PieceResult.write(folder, ArenaRows.items(battles, sections), tables);
    }
  }

  /** Has policies answer, or reads what they answered. */
  private record Answering(
      PolicyPrompts prompts,
      PaperWorkspace place,
      Path folder,
      List<PromptWithAnswer> asked,
      Path file,
      WindowProgress progress) {

    List<Reply> of(String name, String replies) throws IOException {
      if (recorded(name)) {
        return ArenaHardFiles.replies(Path.of(name), asked);
      }
      return prompts
          .replies(place, name, 0, 1, Key.of(place.seed(), "arena"))
          .answer(folder.resolve(replies), asked, file, progress)
          .stream()
          .map(list -> list.replies().get(0))
          .toList();
    }
  }
}
