package io.github.rrm4j.trainer.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.GoldAccuracy;
import io.github.rrm4j.judging.reward.JudgeRewards.NoAnswer;
import io.github.rrm4j.judging.reward.Overoptimization;
import io.github.rrm4j.judging.reward.Overoptimization.Point;
import io.github.rrm4j.judging.reward.PolicyWinRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows, on held-out problems, what is right and what the judge likes: gold accuracy, and the
 * judge's win rate against the answers that the policy gave when its stage began. These lie in the
 * run's folder, so that a resumed run is compared with the same.
 */
public final class OveroptimizationMonitor {

  private final Voting voting;
  private final NoAnswer noAnswer;
  private final Path answers;
  private final Key key;
  private final List<Point> points = new ArrayList<>();

  /**
   * @param voting in both orders
   * @param noAnswer as in the rewards
   * @param run the run's folder, whose evaluations are those up to now
   * @param key what the judge's draws depend on, with the step
   */
  public OveroptimizationMonitor(Voting voting, NoAnswer noAnswer, Path run, Key key)
      throws IOException {
    this.voting = voting;
    this.noAnswer = noAnswer;
    this.answers = run.resolve("reference").resolve("answers.jsonl");
    this.key = key;
    for (String line : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
      JsonNode json = Json.parse(line);
      if (json.path("name").asText().equals("gold")
          && json.path("mode").asText().equals("sampled")) {
        add(json);
      }
    }
  }

  /** Keeps what the policy answers when its stage begins. */
  public void begin(GoldAccuracy start) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (GoldAccuracy.Item item : start.items()) {
      ObjectNode line = Json.object().put("id", item.problem().prompt().id());
      line.put("answer", item.reply().shown());
      lines.append(line).append('\n');
    }
    Files.createDirectories(answers.getParent());
    AtomicFiles.write(answers, lines.toString());
  }

  /**
   * Adds the judge's win rate to an evaluation of sampled replies; nothing before the stage has
   * begun, when the policy would be compared with itself.
   *
   * @param line of evaluations.jsonl
   * @return a line for a person
   */
  public Optional<String> measure(GoldAccuracy now, long step, ObjectNode line) throws IOException {
    if (!Files.exists(answers)) {
      add(line);
      return Optional.empty();
    }
    Map<String, String> before = before();
    List<Prompt> prompts = now.items().stream().map(item -> item.problem().prompt()).toList();
    PolicyWinRate duel =
        PolicyWinRate.of(
            voting,
            prompts,
            now.items().stream().map(item -> item.reply().shown()).toList(),
            prompts.stream().map(prompt -> before.get(prompt.id())).toList(),
            noAnswer,
            key.with(step));
    duel.interval()
        .into(line.put("win_rate", duel.winRate()), "win_rate")
        .put("win_rate_n", duel.points().size())
        .put("win_rate_unreadable", duel.unreadable());
    add(line);
    return Optional.of(
        Text.format(
            "judge's win rate against the start, step %d  %s  unreadable %d | interval by %s",
            step,
            duel.interval().percent(duel.winRate()),
            duel.unreadable(),
            duel.interval().method().label()));
  }

  /** A line for a person, where the last evaluation is past the turning point. */
  public Optional<String> overoptimized() {
    return Overoptimization.before(points)
        .map(
            best -> {
              Point last = points.get(points.size() - 1);
              return Text.format(
                  "turning point: since step %d gold accuracy fell from %.1f %% to %.1f %% while the judge's win rate rose from %.1f %% to %.1f %%; the policy learns to please the judge",
                  best.step(),
                  100 * best.gold(),
                  100 * last.gold(),
                  100 * best.winRate(),
                  100 * last.winRate());
            });
  }

  /** Before the stage begins the policy meets itself: a half. */
  private void add(JsonNode line) {
    points.add(
        new Point(
            line.path("step").asLong(),
            line.path("accuracy").asDouble(),
            line.path("accuracy_low").asDouble(),
            line.path("win_rate").asDouble(0.5)));
  }

  private Map<String, String> before() throws IOException {
    Map<String, String> before = new LinkedHashMap<>();
    for (String line : Files.readAllLines(answers)) {
      JsonNode json = Json.parse(line);
      if (!json.hasNonNull("id") || !json.hasNonNull("answer")) {
        throw new InvalidInput(
            answers
                + ": has a line without id and answer, must be as the run wrote it, restore it");
      }
      before.put(json.get("id").asText(), json.get("answer").asText());
    }
    return before;
  }
}
