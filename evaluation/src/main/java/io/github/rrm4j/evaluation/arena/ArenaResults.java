package io.github.rrm4j.evaluation.arena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult.ArenaMatch;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.FailedVotes;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.rewards.tournament.ArenaScore;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Proportion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The battles of two policies and what they add up to.
 *
 * @param battles one of each prompt
 * @param gamesConfidence of the interval over games, which is there to be compared with
 *     Arena-Hard's
 * @param score of all battles
 * @param interval of the score, over prompts
 * @param overGames of the score, over games
 */
public record ArenaResults(
    List<ArenaMatchResult> battles,
    double gamesConfidence,
    ArenaScore score,
    Interval interval,
    Interval overGames) {

  private static final Key KEY = Key.of(0, "arena bootstrap");

  /** Battles whose interval over games has the confidence of all others. */
  public ArenaResults(List<ArenaMatchResult> battles) {
    this(battles, Evaluation.CONFIDENCE);
  }

  /**
   * Battles and what they add up to; the bootstraps are drawn here, once.
   *
   * @throws InvalidInput if no game could be read
   */
  public ArenaResults(List<ArenaMatchResult> battles, double gamesConfidence) {
    this(battles, gamesConfidence, score(battles));
  }

  private ArenaResults(List<ArenaMatchResult> battles, double gamesConfidence, ArenaScore score) {
    this(
        List.copyOf(battles),
        gamesConfidence,
        score,
        score.interval(Evaluation.CONFIDENCE, KEY),
        score.intervalOverGames(gamesConfidence, KEY));
  }

  private static ArenaScore score(List<ArenaMatchResult> battles) {
    if (battles.stream().allMatch(battle -> battle.games().isEmpty())) {
      throw new InvalidInput(
          "arena: no game could be read, must be at least one; see battles.jsonl");
    }
    return new ArenaScore(battles.stream().map(ArenaMatchResult::games).toList());
  }

  /**
   * Decides the encounters that have no line in a file yet, or one with votes that failed, and
   * reads them all.
   *
   * @param file grows; see {@link ResumableLog}
   * @param progress is given how many are decided
   */
  public static ArenaResults fill(
      Path file, List<ArenaMatch> encounters, Referee referee, LongConsumer progress)
      throws IOException {
    ResumableLog.Work<ArenaMatch> work =
        some -> {
          List<ArenaMatchResult> decided = referee.judge(some);
          List<ObjectNode> lines = new ArrayList<>();
          for (ArenaMatch encounter : some) {
            lines.add(decided.get(lines.size()).toJson(encounter));
          }
          return lines;
        };
    Function<ArenaMatch, String> id = encounter -> encounter.asked().prompt().id();
    ResumableLog.redo(file, encounters, id, referee.together(), FailedVotes::in, work);
    ResumableLog.fill(file, encounters, id, referee.together(), work, progress);
    return new ArenaResults(ArenaMatchResult.read(file));
  }

  /** How the judge was shown the replies; battles that were decided elsewhere count as whole. */
  public PromptFits fits() {
    return PromptFits.of(battles.stream().map(ArenaMatchResult::fit).toList());
  }

  /**
   * Gold accuracy of both policies on the same prompts.
   *
   * @param difference 95 % interval of b - a by a bootstrap over prompts
   */
  public record Gold(Proportion a, Proportion b, Interval difference) {}

  /** Gold accuracy, where every prompt has a gold answer. */
  public Optional<Gold> gold() {
    if (battles.stream().anyMatch(battle -> battle.aRight().isEmpty())) {
      return Optional.empty();
    }
    double[] a = values(ArenaMatchResult::aRight);
    double[] b = values(ArenaMatchResult::bRight);
    return Optional.of(new Gold(proportion(a), proportion(b), ItemMeans.shareDifference(b, a)));
  }

  private double[] values(Function<ArenaMatchResult, Optional<Boolean>> right) {
    return battles.stream()
        .mapToDouble(battle -> right.apply(battle).orElse(false) ? 1 : 0)
        .toArray();
  }

  private static Proportion proportion(double[] values) {
    return new Proportion(Arrays.stream(values).filter(value -> value > 0).count(), values.length);
  }

  /** What result.json holds. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object().put("prompts", battles.size());
    ItemMeans.put(json, "b_score", score.value(), interval);
    overGames.into(json.putObject("b_score_over_games")).put("confidence", gamesConfidence);
    ObjectNode games = json.putObject("games");
    for (Decision decision : Decision.values()) {
      games.put(decision.text(), score.count(decision));
    }
    json.put("unreadable", battles.stream().mapToInt(ArenaMatchResult::unreadable).sum());
    json.put(FailedVotes.FIELD, failed());
    fits().into(json);
    gold()
        .ifPresent(
            gold ->
                gold.difference()
                    .into(
                        json.putObject("gold")
                            .put("a_accuracy", gold.a().rate())
                            .put("b_accuracy", gold.b().rate())
                            .put("difference", gold.b().rate() - gold.a().rate()),
                        "difference"));
    return json;
  }

  private int failed() {
    return battles.stream().mapToInt(ArenaMatchResult::failed).sum();
  }

  /** Lines for a person. */
  public List<String> summary() {
    long far = score.count(Decision.A_BY_FAR) + score.count(Decision.B_BY_FAR);
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "second against first: %.1f %% [%.1f, %.1f] (%s) of %d prompts; %d games won, %d tied, %d lost, %d unreadable%s%s",
            100 * score.value(),
            100 * interval.lower(),
            100 * interval.upper(),
            interval.method().label(),
            battles.size(),
            score.count(Decision.B) + score.count(Decision.B_BY_FAR),
            score.count(Decision.TIE),
            score.count(Decision.A) + score.count(Decision.A_BY_FAR),
            battles.stream().mapToInt(ArenaMatchResult::unreadable).sum(),
            failed() > 0
                ? Text.format(" (%d judgements failed, --resume asks again)", failed())
                : "",
            far > 0
                ? Text.format("; %d by far, which count three times", far)
                : "; no strengths, plain wins"));
    lines.add(
        Text.format(
            "over games, as Arena-Hard draws: %.0f %% [%.1f, %.1f], which takes the games of a prompt, and each of the three of a win by far, for independent; the interval above draws prompts, at %.0f %%",
            100 * gamesConfidence,
            100 * overGames.lower(),
            100 * overGames.upper(),
            100 * Evaluation.CONFIDENCE));
    fits().line("arena", "prompts").ifPresent(lines::add);
    gold()
        .ifPresent(
            gold ->
                lines.add(
                    Text.format(
                        "gold accuracy: first %.1f %%, second %.1f %%, difference %+.1f points [%+.1f, %+.1f]",
                        100 * gold.a().rate(),
                        100 * gold.b().rate(),
                        100 * (gold.b().rate() - gold.a().rate()),
                        100 * gold.difference().lower(),
                        100 * gold.difference().upper())));
    return lines;
  }
}
