package io.github.rrm4j.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Evaluation;
import io.github.rrm4j.evaluation.HeldOut;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A run: its stages one after the other, with logging, evaluation and saving around each step.
 *
 * <p>After a kill at any moment the run goes on from its newest intact checkpoint; the logs are cut
 * back to what belongs to it, and all that follows has the bytes of an unbroken run.
 */
public final class Pipeline {

  /** How a run ended. */
  public enum End {
    /** All stages are done. */
    COMPLETE,
    /** It was asked to stop, and saved. */
    STOPPED,
    /** An alarm ended it, after it had saved. */
    ALARMED
  }

  private final TrainingPlan plan;
  private final Path run;
  private final Device device;
  private final Observer observer;
  private final BooleanSupplier stopAsked;
  private final CheckpointStore store;
  private OptionalDouble score = OptionalDouble.empty();
  private Set<String> alarms = Set.of();
  private boolean alarmed;

  /**
   * @param run the run's folder, which exists
   * @param stopAsked asked between steps
   */
  public Pipeline(
      TrainingPlan plan, Path run, Device device, Observer observer, BooleanSupplier stopAsked) {
    this.plan = plan;
    this.run = run;
    this.device = device;
    this.observer = observer;
    this.stopAsked = stopAsked;
    this.store = new CheckpointStore(run.resolve("checkpoints"), plan.checkpoint().retention());
  }

  /** Runs to the end, from the newest intact checkpoint where there is one. */
  public End run() throws IOException {
    Optional<Checkpoint> checkpoint = store.newestIntact(observer::line);
    RunState state = checkpoint.map(c -> RunState.read(c.folder())).orElseGet(RunState::start);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        ModelFolder folder = open(plan, checkpoint, device, manager);
        RunLogs logs = new RunLogs(run, plan.log().batchesEvery() > 0, state.logLengths())) {
      Judge judge = new Judge(plan.judge(), folder.chat(), folder.tokenizer());
      Corpus corpus =
          Corpus.read(plan.stages(), plan.data(), plan.seed(), judge, run, observer::line);
      Stages stages = new Stages(plan, run, folder, judge, corpus);
      Judge measured = new Judge(plan.measuredJudge(), folder.chat(), folder.tokenizer());
      Evaluator evaluator = new Evaluator(measured, stages, corpus.heldout(), logs, manager);
      if (state.step() == 0 && plan.stages().get(0) == StageKind.GRPO) {
        evaluator.evaluate(0, "start", plan.evaluation().finalPairs());
      }
      while (state.stage() < plan.stages().size()) {
        try (NDManager stageManager = manager.newSubManager()) {
          Stage stage =
              stages.open(plan.stages().get(state.stage()), state.stageStep() > 0, stageManager);
          if (state.stageStep() > 0) {
            stage
                .optimiser()
                .read(checkpoint.orElseThrow().folder().resolve("optimizer.safetensors"));
          }
          state = steps(stage, state, folder, logs, evaluator);
          if (state.stageStep() > 0) {
            return alarmed ? End.ALARMED : End.STOPPED;
          }
        }
      }
      return End.COMPLETE;
    }
  }

  /** The weights of the checkpoint, else what the plan starts from. */
  static ModelFolder open(
      TrainingPlan plan, Optional<Checkpoint> checkpoint, Device device, NDManager manager) {
    TrainingPlan.Model model = plan.model();
    Key key = Key.of(plan.seed(), "initialisation");
    ModelSource source = ModelSource.of(checkpoint.map(Checkpoint::folder).orElse(model.path()));
    if (checkpoint.isEmpty() && model.random()) {
      source = source.initialised(key);
    }
    if (checkpoint.isEmpty() && model.adapter().isPresent()) {
      source = source.with(new NewAdapter(model.adapter().get(), key.with("adapter")));
    }
    return ModelFolder.open(source.in(model.compute()).forTraining(), device, manager);
  }

  /**
   * The steps that are left of a stage.
   *
   * @return the state at the start of the next stage, or within this one where a stop was asked for
   */
  private RunState steps(
      Stage stage, RunState state, ModelFolder folder, RunLogs logs, Evaluator evaluator)
      throws IOException {
    observer.stage(stage.name(), state.stageStep(), stage.steps());
    while (state.stageStep() < stage.steps()) {
      long start = System.nanoTime();
      StepReport report = stage.step(state.stageStep());
      double seconds = (System.nanoTime() - start) / 1e9;
      report.warnings().forEach(observer::line);
      tellAlarms(report);
      state = state.afterStep(report.taken());
      logs.step(state.step(), stage.name(), state.stageStep(), report, seconds);
      observer.step(
          state.stageStep(), stage.steps(), Summaries.of(report, report.tokens() / seconds));
      checkFinite(state);
      boolean last = state.stageStep() == stage.steps();
      boolean due =
          plan.evaluation().every() > 0 && state.stageStep() % plan.evaluation().every() == 0;
      if (last) {
        evaluator.evaluate(state.step(), stage.name(), plan.evaluation().finalPairs());
      } else if (due && stage.name().equals("grpo")) {
        evaluator.evaluate(state.step(), stage.name(), plan.evaluation().pairs());
      }
      boolean stop = stopAsked.getAsBoolean() || alarmed;
      if (last) {
        state = state.nextStage();
      }
      if (last || stop || state.step() % plan.checkpoint().every() == 0) {
        save(state, stage, folder, logs);
      }
      if (last || stop) {
        return state;
      }
    }
    return state.nextStage();
  }

  /** An alarm is told when it begins, not at each step that it lasts. */
  private void tellAlarms(StepReport report) {
    report
        .alarms()
        .forEach(
            (name, line) -> {
              if (!alarms.contains(name)) {
                observer.line(line);
              }
            });
    alarms = report.alarms().keySet();
    alarmed = plan.watch().stop() && !alarms.isEmpty();
  }

  private void checkFinite(RunState state) {
    if (state.nonFiniteInRow() > 0) {
      observer.line(
          "step %d: loss or gradient is not finite; the weights were left as they were"
              .formatted(state.step()));
    }
    if (state.nonFiniteInRow() >= plan.nonFiniteLimit()) {
      throw new TrainingFailed(
          "step %d: loss or gradient was not finite in %d steps in a row (update.non_finite_limit); lower the learning rate and resume from the last checkpoint in %s"
              .formatted(state.step(), state.nonFiniteInRow(), run.resolve("checkpoints")));
    }
  }

  private void save(RunState state, Stage stage, ModelFolder folder, RunLogs logs)
      throws IOException {
    RunState complete = state.withLogs(logs.syncedLengths());
    store.save(
        state.step(),
        score,
        into -> {
          folder.write(into);
          plan.measuredJudge().write(into);
          stage.optimiser().write(into.resolve("optimizer.safetensors"));
          complete.write(into);
        });
    score = OptionalDouble.empty();
  }

  /** Measures the judge on held-out pairs, greedy and sampled. */
  private final class Evaluator {

    private final Judge judge;
    private final Stages stages;
    private final List<Pair> heldout;
    private final RunLogs logs;
    private final NDManager manager;
    private final ObjectMapper mapper = new ObjectMapper();

    Evaluator(Judge judge, Stages stages, List<Pair> heldout, RunLogs logs, NDManager manager) {
      this.judge = judge;
      this.stages = stages;
      this.heldout = heldout;
      this.logs = logs;
      this.manager = manager;
    }

    void evaluate(long step, String stage, int pairs) throws IOException {
      if (pairs == 0) {
        return;
      }
      HeldOut set =
          new HeldOut(
              judge, stages.engine(manager), heldout.subList(0, Math.min(pairs, heldout.size())));
      Sampling sampled = stages.sampling();
      for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
        String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
        Key key = Key.of(plan.seed(), "evaluation").with(step);
        Evaluation evaluation = new Evaluation(set.judge(sampling, key));
        ObjectNode json = evaluation.toJson(mapper, step, stage, mode);
        logs.evaluation(step, json);
        observer.line(Summaries.of(evaluation, stage, step, mode));
        score = OptionalDouble.of(evaluation.accuracy().rate());
      }
    }
  }
}
