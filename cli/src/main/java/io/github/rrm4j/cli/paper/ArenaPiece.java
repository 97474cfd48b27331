package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.arena.Battle;
import io.github.rrm4j.evaluation.arena.Battles;
import io.github.rrm4j.evaluation.arena.Encounter;
import io.github.rrm4j.evaluation.arena.Referee;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.Asked;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.rewards.tournament.ArenaScore;
import io.github.rrm4j.statistics.ItemMeans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param judge a piece, a model folder, or {@value Place#GOLD}
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
  public ObjectNode inputs(Place place) {
    return Json.object()
        .put("kind", "arena")
        .put("policy", policy)
        .put("against", against)
        .put("judge", judge)
        .put("data", prompts.described())
        .put("items", prompts.items().orElse(0))
        .put("tokens", prompts.tokens())
        .put("votes", votes)
        .put("steps", stepsShown())
        .put("seed", place.seed())
        .put("judging", place.judging().toString());
  }

  private boolean stepsShown() {
    return title.panels().contains(Panel.POLICY);
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    Path file = prompts.file(place, policy, MiniatureAnswers.HELDOUT_FILE);
    List<Asked> asked = prompts.read(file, true);
    PolicyPrompts.Draw draw = new PolicyPrompts.Draw(0, 1, Key.of(place.seed(), "arena"));
    try (Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      List<ReplyList> first =
          prompts.answer(place, against, asked, draw, folder.resolve("first.jsonl"), progress);
      List<ReplyList> second =
          prompts.answer(place, policy, asked, draw, folder.resolve("second.jsonl"), progress);
      List<Encounter> encounters = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        encounters.add(
            new Encounter(
                asked.get(i), first.get(i).replies().get(0), second.get(i).replies().get(0)));
      }
      Battles battles = battles(place, folder.resolve("battles.jsonl"), encounters, progress);
      battles.summary().forEach(progress::line);
      List<Table> tables = new ArrayList<>(List.of(sections(battles)));
      if (stepsShown()) {
        tables.add(steps(place.folder(policy).resolve(TrainingPiece.RUN)));
      }
      PieceResult.write(folder, items(asked, battles), tables);
    }
  }

  private Battles battles(Place place, Path file, List<Encounter> encounters, Progress progress)
      throws IOException {
    if (judge.equals(Place.GOLD)) {
      return fill(place, file, encounters, new Referee.Gold(encounters.size()), progress);
    }
    try (JudgeOption.Opened opened = place.option(judge).open()) {
      Voting voting =
          new Voting(opened.judge(), opened.engine(), opened.sampling(), votes, Voting.Orders.BOTH);
      for (Encounter encounter : encounters) {
        voting.check(encounter.pair(), file.toString());
      }
      Key key = Key.of(place.seed(), "arena");
      return fill(
          place,
          file,
          encounters,
          new Referee.Judge(voting, place.judging().rows(), key),
          progress);
    }
  }

  private static Battles fill(
      Place place, Path file, List<Encounter> encounters, Referee referee, Progress progress)
      throws IOException {
    progress.start("battles", 0, encounters.size());
    return Battles.fill(
        file,
        encounters,
        referee,
        done -> {
          progress.step(done, "prompts");
          place.checkStop();
        });
  }

  private static List<Scored> items(List<Asked> asked, Battles battles) {
    List<Scored> items = new ArrayList<>();
    for (Battle battle : battles.battles()) {
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
  private static Table sections(Battles battles) {
    JsonNode result = battles.toJson();
    List<ObjectNode> rows = new ArrayList<>();
    rows.add(
        row("arena score", battles)
            .put("accuracy", result.path("b_score").asDouble())
            .put("accuracy_low", result.path("b_score_low").asDouble())
            .put("accuracy_high", result.path("b_score_high").asDouble()));
    rows.add(accuracy("gold accuracy", battles, Battle::bRight));
    rows.add(accuracy("gold accuracy before", battles, Battle::aRight));
    return new Table("sections", rows);
  }

  /** Whether one of the two is right. */
  private interface Side {
    Optional<Boolean> of(Battle battle);
  }

  private static ObjectNode accuracy(String name, Battles battles, Side side) {
    double[] values =
        battles.battles().stream()
            .mapToDouble(battle -> share(side.of(battle).orElseThrow()))
            .toArray();
    return ItemMeans.put(row(name, battles), "accuracy", values);
  }

  private static ObjectNode row(String name, Battles battles) {
    return Table.row().put("section", name).put("n", battles.battles().size());
  }

  /** The greedy gold accuracy at each evaluation of a run, with the intervals that it noted. */
  private static Table steps(Path run) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
      JsonNode line = Json.parse(text);
      if (line.path("name").asText().equals("gold")
          && line.path("mode").asText().equals("greedy")) {
        ObjectNode row = Table.row();
        for (String field : List.of("step", "n", "accuracy", "accuracy_low", "accuracy_high")) {
          row.set(field, line.get(field));
        }
        rows.add(row);
      }
    }
    return new Table("steps", rows);
  }
}
