package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.policy.Arena;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.rewards.tournament.ArenaScore;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A policy against another one on the same held-out problems, one greedy reply each; as {@code
 * arena} has it. Values of a problem: {@code credit} and {@code before} (gold: whether the policy,
 * and the one that it is measured against, is right), {@code score} (of the games that could be
 * read: won 1, tied 0.5) and {@code even} (0.5, what it would be of two alike).
 *
 * <p>A row of the panel arena, and for the panel policy the gold accuracy over the steps of the
 * policy's training.
 *
 * @param policy a piece or a model folder, which is measured
 * @param against the other one
 * @param judge a piece, a model folder, or {@value PaperWorkspace#GOLD}
 * @param votes judgements of a battle in each order
 */
record ArenaPiece(
    Title title, String policy, String against, String judge, PolicyPrompts prompts, int votes)
    implements Piece {

  private static final double EVEN = 0.5;

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
            .put("data", prompts.described())
            .put("items", prompts.items().orElse(0))
            .put("tokens", prompts.tokens())
            .put("votes", votes)
            .put("steps", stepsShown()));
  }

  private boolean stepsShown() {
    return title.panels().contains(Panel.POLICY);
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    Path file = prompts.file(place, policy, MiniatureAnswers.HELDOUT_FILE);
    List<PromptWithAnswer> asked = prompts.read(file, true);
    Key key = Key.of(place.seed(), "arena");
    Arena arena =
        new Arena(
            prompts.replies(place, against, 0, 1, key),
            prompts.replies(place, policy, 0, 1, key),
            asked,
            file,
            judge.equals(PaperWorkspace.GOLD)
                ? Optional.empty()
                : Optional.of(place.spec(judge).votes(votes)));
    try (Progress progress = Progress.onStandardError()) {
      ArenaResults battles = arena.run(folder, place.watched(progress));
      battles.summary().forEach(progress::line);
      List<ResultRows> tables = new ArrayList<>(List.of(sections(battles)));
      if (stepsShown()) {
        tables.add(steps(place.folder(policy).resolve(TrainingPiece.RUN)));
      }
      PieceResult.write(folder, items(asked, battles), tables);
    }
  }

  private static List<Scored> items(List<PromptWithAnswer> asked, ArenaResults battles) {
    List<Scored> items = new ArrayList<>();
    for (ArenaMatchResult battle : battles.battles()) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("before", share(battle.aRight().orElseThrow()));
      if (!battle.games().isEmpty()) {
        values.put("score", new ArenaScore(List.of(battle.games())).value());
        values.put("even", EVEN);
      }
      items.add(
          new Scored(
              battle.id(),
              asked.get(items.size()).prompt().section(),
              share(battle.bRight().orElseThrow()),
              values));
    }
    return items;
  }

  private static double share(boolean right) {
    return right ? 1 : 0;
  }

  /** The arena score, and the gold accuracy of both policies. */
  private static ResultRows sections(ArenaResults battles) {
    List<ObjectNode> rows = new ArrayList<>();
    rows.add(
        ItemMeans.put(
            row("arena score", battles), "accuracy", battles.score().value(), battles.interval()));
    rows.add(accuracy("gold accuracy", battles, ArenaMatchResult::bRight));
    rows.add(accuracy("gold accuracy before", battles, ArenaMatchResult::aRight));
    return new ResultRows("sections", rows);
  }

  private static ObjectNode accuracy(
      String name, ArenaResults battles, Function<ArenaMatchResult, Optional<Boolean>> right) {
    double[] values =
        battles.battles().stream()
            .mapToDouble(battle -> share(right.apply(battle).orElseThrow()))
            .toArray();
    return ItemMeans.putShare(row(name, battles), "accuracy", values);
  }

  private static ObjectNode row(String name, ArenaResults battles) {
    return ResultRows.row().put("section", name).put("n", battles.battles().size());
  }

  /** The greedy gold accuracy at each evaluation of a run, with the intervals that it noted. */
  private static ResultRows steps(Path run) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
      JsonNode line = Json.parse(text);
      if (line.path("name").asText().equals("gold")
          && line.path("mode").asText().equals("greedy")) {
        ObjectNode row = ResultRows.row();
        for (String field :
            List.of("step", "n", "accuracy", "accuracy_low", "accuracy_high", "accuracy_method")) {
          row.set(field, line.get(field));
        }
        rows.add(row);
      }
    }
    return new ResultRows("steps", rows);
  }
}
