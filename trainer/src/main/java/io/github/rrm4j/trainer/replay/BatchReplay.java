package io.github.rrm4j.trainer.replay;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.grpo.GrpoStage;
import io.github.rrm4j.trainer.judge.BatchLines;
import io.github.rrm4j.trainer.judge.BatchLines.Sampled;
import io.github.rrm4j.trainer.judge.JudgePrompt;
import io.github.rrm4j.trainer.judge.JudgedAnswer;
import io.github.rrm4j.trainer.run.RunModel;
import io.github.rrm4j.trainer.run.Stages;
import io.github.rrm4j.trainer.stage.StepReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the update of a stored rollout batch again, under the settings of the run or under others,
 * without sampling. Verdicts, rewards and advantages are made anew from the tokens; the run's
 * folder is only read.
 *
 * @param plan of the run, perhaps with another objective or reward
 */
public record BatchReplay(TrainingPlan plan, Path run, Device device) {

  private static final Pattern START =
      Pattern.compile("\\{\"step\":(\\d+),\"stage\":\"grpo\",\"stage_step\":(\\d+),");

  /** A batch that was sampled before needs no key. */
  private static final Key NOTHING_DRAWN = Key.of(0, "replay");

  /**
   * What a step came to.
   *
   * @param weights where the weights before it are from, for a person
   * @param logged the step's numbers in metrics.jsonl
   * @param again the same numbers of the repetition
   * @param lines warnings and alarms of the repetition
   */
  public record Result(
      int groups,
      String weights,
      Map<String, Double> logged,
      Map<String, Double> again,
      List<String> lines) {}

  private record Batch(long stageStep, List<Sampled> groups) {}

  /**
   * The steps of the run that can be replayed: those whose batch is stored and for which the
   * weights before them are there.
   */
  public SortedSet<Long> steps() throws IOException {
    SortedSet<Long> steps = new TreeSet<>();
    if (Files.isRegularFile(file())) {
      try (BufferedReader lines = Files.newBufferedReader(file())) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Matcher start = START.matcher(line);
          if (start.lookingAt() && isThere(Long.parseLong(start.group(1)) - 1)) {
            steps.add(Long.parseLong(start.group(1)));
          }
        }
      }
    }
    return steps;
  }

  private Path file() {
    return run.resolve(BatchLines.FILE);
  }

  private boolean isThere(long step) {
    return step == 0 || Files.isDirectory(checkpoint(step));
  }

  private Path checkpoint(long step) {
    return run.resolve("checkpoints").resolve(Text.format("step-%06d", step));
  }

  /**
   * Replays a step.
   *
   * @param step of the run, from 1
   * @throws InvalidInput if its batch or the weights before it are not there
   */
  public Result of(long step) throws IOException {
    Batch batch = batch(step);
    Optional<Checkpoint> before = before(step);
    if (plan.reward().length() instanceof TargetLength
        && batch.groups().stream().anyMatch(group -> group.target().isEmpty())) {
      throw InvalidInput.of(
          "%s: the prompts of step %d told no target of thinking, must do for reward.length.kind: l1_exact and l1_max; take another kind",
          file(), step);
    }
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        ModelFolder folder = RunModel.open(plan, before, device, manager);
        Scratch scratch = Scratch.of(run)) {
      RolloutEngine engine = RunModel.local(plan, folder, folder.model(), manager);
      RunModel model = RunModel.of(plan, scratch.folder(), folder, engine, manager);
      StepReport report = repeated(batch, before, model);
      Map<String, Double> again = new LinkedHashMap<>(report.metrics());
      again.put("update/skipped", report.taken() ? 0.0 : 1.0);
      List<String> lines = new ArrayList<>(report.warnings());
      lines.addAll(report.alarms().values());
      String weights =
          before
              .map(checkpoint -> checkpoint.folder().getFileName().toString())
              .orElse("model.path, before the first step");
      return new Result(batch.groups().size(), weights, logged(step), again, lines);
    }
  }

  private StepReport repeated(Batch batch, Optional<Checkpoint> before, RunModel model)
      throws IOException {
    Corpus corpus =
        Corpus.of(plan, model.folder().chat(), model.folder().tokenizer(), model.run(), line -> {});
    long step = batch.stageStep() - 1;
    boolean begun = step > 0;
    GrpoStage<JudgePrompt, JudgedAnswer> stage = Stages.grpo(model, corpus.train(), begun);
    if (begun) {
      stage.info().optimizer().read(before.orElseThrow().folder().resolve("optimizer.safetensors"));
    }
    List<JudgePrompt> questions = new ArrayList<>();
    List<List<Rollout>> completions = new ArrayList<>();
    List<OptionalLong> weights = new ArrayList<>();
    for (Sampled group : batch.groups()) {
      Request request = new Request(group.rollouts().get(0).sequence().prompt(), NOTHING_DRAWN);
      questions.add(new JudgePrompt(group.pair(), model.judge(), request, group.target()));
      completions.add(group.rollouts());
      weights.add(group.weights());
    }
    return stage.replay(step, questions, completions, weights);
  }

  private Batch batch(long step) throws IOException {
    List<Sampled> groups = new ArrayList<>();
    long stageStep = 0;
    if (Files.isRegularFile(file())) {
      try (BufferedReader lines = Files.newBufferedReader(file())) {
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          Matcher start = START.matcher(line);
          if (start.lookingAt() && Long.parseLong(start.group(1)) == step) {
            groups.add(BatchLines.read(line, file() + ":" + number));
            stageStep = Long.parseLong(start.group(2));
          }
        }
      }
    }
    if (groups.isEmpty()) {
      throw InvalidInput.of(
          "%s: step %d has no stored batch, must have one to be replayed (log.batches_every); replay %s",
          file(), step, known());
    }
    return new Batch(stageStep, groups);
  }

  /** Empty before the first step of the run. */
  private Optional<Checkpoint> before(long step) throws IOException {
    if (step == 1) {
      return Optional.empty();
    }
    if (!isThere(step - 1)) {
      throw InvalidInput.of(
          "%s: is not there, must hold the weights before step %d to replay it (checkpoint.every, checkpoint.keep_every); replay %s",
          checkpoint(step - 1), step, known());
    }
    return Optional.of(CheckpointStore.verify(checkpoint(step - 1)));
  }

  private String known() throws IOException {
    SortedSet<Long> steps = steps();
    return steps.isEmpty()
        ? "a run that has stored some"
        : "one of " + String.join(", ", steps.stream().map(String::valueOf).toList());
  }

  private Map<String, Double> logged(long step) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    Optional<String> line = Replay.line(run, step);
    if (line.isPresent()) {
      JsonNode json = Json.parse(line.get());
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        if (entry.getValue().isNumber() && !entry.getKey().matches("step|stage_step")) {
          numbers.put(entry.getKey(), entry.getValue().asDouble());
        }
      }
    }
    return numbers;
  }
}
