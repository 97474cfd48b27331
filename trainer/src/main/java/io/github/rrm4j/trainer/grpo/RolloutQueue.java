package io.github.rrm4j.trainer.grpo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where the completions of a step come from. Without staleness they are drawn when they are asked
 * for. With a staleness of n, those of step k are drawn from the weights after max(0, k - n) steps,
 * while the updates of the steps before it run:
 *
 * <pre>
 *   n = 1    servers   |draw 0 |draw 1    |draw 2    |        drawn from the weights after
 *            trainer   |waits  |update 0  |update 1  |        0, 0, 1, 2, ... steps
 * </pre>
 *
 * <p>Which weights draw which step is a function of the step alone, never of what takes how long,
 * and a checkpoint holds what is drawn and not trained on. So a run that is resumed has the bytes
 * of one that was never interrupted (docs/decisions/0013).
 */
public final class RolloutQueue<Q extends Question> {

  private static final String FILE = "rollouts-ahead.jsonl";

  private final Function<Round, List<Q>> questions;
  private final Actor actor;
  private final GrpoSettings settings;
  private final TreeMap<Long, Asked<Q>> ahead = new TreeMap<>();
  private long madeBefore;
  private long failedBefore;

  /**
   * @param questions of a round; a function of it
   */
  public RolloutQueue(Function<Round, List<Q>> questions, Actor actor, GrpoSettings settings) {
    this.questions = questions;
    this.actor = actor;
    this.settings = settings;
  }

  /**
   * The completions of a round.
   *
   * @param completions of each question
   * @param weights as {@link Group} has them
   * @param halvings how often memory ran out
   * @param drawing as {@link Iteration} has it
   */
  record Drawn<Q>(
      List<Q> questions,
      List<List<Rollout>> completions,
      OptionalLong weights,
      int halvings,
      Map<String, Double> drawing) {}

  /** Completions of a step that are on their way, or there. */
  private static final class Asked<Q> {

    private final List<Q> questions;
    private final long weights;
    private OptionalDouble seconds = OptionalDouble.empty();
    private Optional<Completions> open;
    private List<List<Rollout>> completions = List.of();

    Asked(List<Q> questions, long weights, Completions open) {
      this.questions = questions;
      this.weights = weights;
      this.open = Optional.of(open);
    }

    Asked(List<Q> questions, long weights, List<List<Rollout>> completions) {
      this.questions = questions;
      this.weights = weights;
      this.open = Optional.empty();
      this.completions = completions;
    }

    /** Waits for those that are not there. */
    List<List<Rollout>> completions(int rollouts) {
      if (open.isPresent()) {
        RolloutEngine.Groups groups = new RolloutEngine.Groups(questions.size(), rollouts);
        try (Completions drawn = open.get()) {
          groups.take(drawn);
          seconds = drawn.seconds();
        }
        completions = groups.all();
        open = Optional.empty();
      }
      return completions;
    }
  }

  /** Gives the completions of a round; books the time as {@code rollout} and {@code transfer}. */
  Drawn<Q> take(Round round, Stopwatch watch) {
    long start = System.nanoTime();
    boolean now = settings.batch().staleness() == 0 || round.number() > 0;
    double transfer =
        now || nextToAsk(round.step()) <= lastToAsk(round.step()) ? actor.engine().prepare() : 0;
    Drawn<Q> drawn;
    if (now) {
      drawn = now(round);
    } else {
      fill(round.step());
      drawn = ahead(round.step(), start, transfer);
    }
    watch.lap("rollout");
    if (transfer > 0) {
      watch.add("rollout", -transfer);
      watch.add("transfer", transfer);
    }
    return drawn;
  }

  private Drawn<Q> now(Round round) {
    List<Q> asked = questions.apply(round);
    RolloutEngine.Outcome sampled =
        actor.engine().run(requests(asked), rollouts(), sampling(round.step()));
    boolean dated = settings.batch().staleness() > 0;
    return new Drawn<>(
        asked,
        sampled.groups(),
        dated ? OptionalLong.of(round.step()) : OptionalLong.empty(),
        sampled.occupancy().halvings(),
        calls());
  }

  private Drawn<Q> ahead(long step, long start, double transfer) {
    Asked<Q> asked = ahead.remove(step);
    List<List<Rollout>> completions = asked.completions(rollouts());
    double waited = (System.nanoTime() - start) / 1e9 - transfer;
    Map<String, Double> drawing = calls();
    if (asked.seconds.isPresent()) {
      double seconds = asked.seconds.getAsDouble();
      drawing.put("drawing_seconds", seconds);
      drawing.put("drawing_overlap", seconds > 0 ? Math.max(0, 1 - waited / seconds) : 0);
    }
    return new Drawn<>(asked.questions, completions, OptionalLong.of(asked.weights), 0, drawing);
  }

  /** Calls that were made, and those of them that failed, since this was last asked. */
  private Map<String, Double> calls() {
    SortedMap<String, Long> counts = actor.engine().counts();
    Map<String, Double> calls = new LinkedHashMap<>();
    if (!counts.isEmpty()) {
      long made = counts.getOrDefault("calls", 0L);
      long failed =
          counts.entrySet().stream()
              .filter(count -> count.getKey().startsWith("failed: "))
              .mapToLong(Map.Entry::getValue)
              .sum();
      calls.put("calls", (double) made - madeBefore);
      calls.put("calls_failed", (double) failed - failedBefore);
      madeBefore = made;
      failedBefore = failed;
    }
    return calls;
  }

  /** Asks, of the weights at the start of a step, for what these are to draw. */
  private void fill(long step) {
    for (long of = nextToAsk(step); of <= lastToAsk(step); of++) {
      List<Q> asked = questions.apply(firstRound(of));
      Completions open = actor.engine().stream(requests(asked), rollouts(), sampling(of));
      ahead.put(of, new Asked<>(asked, step, open));
    }
  }

  private long nextToAsk(long step) {
    return ahead.isEmpty() ? step : ahead.lastKey() + 1;
  }

  private long lastToAsk(long step) {
    return Math.min(step + settings.batch().staleness(), settings.batch().steps() - 1);
  }

  private Round firstRound(long step) {
    return new Round(step, 0, settings.maxTokens().at(step));
  }

  private Sampling sampling(long step) {
    return settings.maxTokens().at(step, actor.sampling());
  }

  /** Of a question. */
  private int rollouts() {
    return settings.batch().rolloutsOfPrompt();
  }

  private static <Q extends Question> List<Request> requests(List<Q> questions) {
    return questions.stream().map(Question::request).toList();
  }

  /** Waits for what was asked for, and writes it where there is some. */
  void write(Path folder) throws IOException {
    if (ahead.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    ahead.forEach(
        (step, asked) -> {
          for (List<Rollout> group : asked.completions(rollouts())) {
            ObjectNode line = Json.object().put("step", step).put("weights_step", asked.weights);
            line.set("prompt", RolloutJson.ids(group.get(0).sequence().prompt()));
            line.set("samples", RolloutJson.of(group));
            lines.append(line).append('\n');
          }
        });
    Files.writeString(folder.resolve(FILE), lines);
  }

  /**
   * Takes up what {@link #write} wrote.
   *
   * @param step that is taken next, above 0
   * @throws InvalidInput if it is not there, or is of other questions
   */
  void read(Path folder, long step) throws IOException {
    if (settings.batch().staleness() == 0 || step >= settings.batch().steps()) {
      return;
    }
    Path file = folder.resolve(FILE);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
    long last = Math.min(step + settings.batch().staleness(), settings.batch().steps()) - 1;
    int line = 0;
    for (long of = step; of <= last; of++) {
      List<Q> asked = questions.apply(firstRound(of));
      List<List<Rollout>> completions = new ArrayList<>();
      long weights = 0;
      for (Q question : asked) {
        String place = file + ":" + (line + 1);
        String text = line < lines.size() ? lines.get(line++) : "";
        weights = group(text, place, of, question, completions);
      }
      ahead.put(of, new Asked<>(asked, weights, completions));
    }
  }

  /** Adds the completions of a line; gives the weights that drew them. */
  private long group(String line, String place, long step, Q question, List<List<Rollout>> into) {
    try {
      JsonNode json = RolloutJson.parse(line);
      int[] prompt = RolloutJson.ids(json.required("prompt"));
      List<Rollout> group = RolloutJson.read(prompt, json.required("samples"));
      if (json.required("step").asLong() != step
          || group.size() != rollouts()
          || !Arrays.equals(prompt, question.request().prompt())) {
        throw new IllegalArgumentException("it is of another prompt or step");
      }
      into.add(group);
      return json.required("weights_step").asLong();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInput(
          place
              + ": is not what was drawn for step "
              + step
              + " ("
              + Json.reasonOf(e)
              + "), must be as the run wrote it; restore it",
          e);
    }
  }
}
