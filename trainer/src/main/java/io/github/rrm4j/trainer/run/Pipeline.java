package io.github.rrm4j.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.contracts.ProcessLock;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.NonFiniteOutput;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.policy.RewardModels;
import io.github.rrm4j.trainer.stage.RunState;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StepReport;
import io.github.rrm4j.trainer.stage.TrainingFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A run: its stages one after the other, with logging, evaluation and saving around each step.
 *
 * <p>After a kill at any moment the run resumes from its newest intact checkpoint; the logs are cut
 * back to what belongs to it, and everything that follows has the bytes of an unbroken run.
 */
public final class Pipeline {

  public enum End {
    /** All stages are done. */
    COMPLETE,
    /** It was asked to stop, and saved. */
    STOPPED,
    /** An alarm ended it, after it had saved. */
    ALARMED,
    /** The judge's win rate rose while gold accuracy fell; it has saved. */
    OVEROPTIMIZED
  }

  private static final double MIN_LOGGED_SECONDS = 1e-3;

  private final TrainingPlan plan;
  private final Path run;
  private final List<Device> devices;
  private final Observer observer;
  private final BooleanSupplier stopAsked;
  private final boolean acceptChangedLogs;
  private final CheckpointStore store;
  private OptionalDouble score = OptionalDouble.empty();
  private Set<String> alarms = Set.of();
  private boolean alarmed;
  private boolean overoptimized;
  private boolean trained;

  /**
   * @param run the run's folder, which exists
   * @param devices the first trains, completions are drawn on all
   * @param stopAsked asked between steps
   * @param acceptChangedLogs whether a resumed run takes its logs as they are, though they are not
   *     as the checkpoint knows them
   */
  public Pipeline(
      TrainingPlan plan,
      Path run,
      List<Device> devices,
      Observer observer,
      BooleanSupplier stopAsked,
      boolean acceptChangedLogs) {
    this.acceptChangedLogs = acceptChangedLogs;
    this.plan = plan;
    this.run = run;
    this.devices = devices;
    this.observer = observer;
    this.stopAsked = stopAsked;
    this.store =
        new CheckpointStore(run.resolve("checkpoints"), plan.run().checkpoint().retention());
  }

  /** What is open around the steps. */
  private record Around(RunModel model, RunLogs logs, Evaluator evaluator) {}

  /**
   * Runs to the end, from the newest intact checkpoint if there is one.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if another process trains in the folder
   */
  public End run() throws IOException {
    try (ProcessLock lock = ProcessLock.ofFolder(run, "train")) {
      return alone();
    }
  }

  private End alone() throws IOException {
    Optional<Checkpoint> checkpoint = store.newestIntact(observer::line);
    RunState state = checkpoint.map(c -> RunState.read(c.folder())).orElseGet(RunState::start);
    trained = state.step() > 0;
    try {
      return from(checkpoint, state);
    } catch (NonFiniteOutput e) {
      throw trained ? failed(e.getMessage()) : e;
    }
  }

  private End from(Optional<Checkpoint> checkpoint, RunState begin) throws IOException {
    RunState state = begin;
    Device device = devices.get(0);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        TrainedWeights weights =
            TrainedWeights.open(plan, checkpoint, state.stageStep() > 0, device, manager);
        RunLogs logs =
            new RunLogs(run, plan.run().log().batchesEvery() > 0, state.logs(), acceptChangedLogs);
        RewardModels rewards = RunModel.rewards(plan, weights, device, manager);
        RolloutEngine engine = weights.engine(run, devices, manager, stopAsked)) {
      RunModel model = new RunModel(plan, run, weights, engine, manager);
      Corpus corpus = Corpus.of(plan, weights.chat(), weights.tokenizer(), run, observer::line);
      Stages stages = new Stages(model, corpus, rewards, observer::line);
      Evaluator.Log log = new Evaluator.Log(logs, observer::line);
      Around around = new Around(model, logs, Evaluator.of(model, corpus, rewards, log));
      if (state.step() == 0 && stages.startIsMeasured()) {
        score = around.evaluator().evaluate(0, "start", plan.run().evaluation().finalPairs());
      }
      while (state.stage() < plan.stages().size()) {
        try (NDManager stageManager = manager.newSubManager()) {
          Stage stage = open(stages, state, checkpoint, stageManager);
          if (stage.startIsBaseline() && state.stageStep() == 0) {
            TrainingPlan.Evaluations sizes = plan.run().evaluation();
            around.evaluator().begin(Math.max(sizes.pairs(), sizes.finalPairs()));
          }
          state = steps(stage, state, around);
          if (state.stageStep() > 0) {
            return overoptimized ? End.OVEROPTIMIZED : alarmed ? End.ALARMED : End.STOPPED;
          }
        }
      }
      return End.COMPLETE;
    }
  }

  /** Opens the stage that a state is in, with the moments of the checkpoint if it has begun. */
  private Stage open(
      Stages stages, RunState state, Optional<Checkpoint> checkpoint, NDManager manager)
      throws IOException {
    boolean begun = state.stageStep() > 0;
    Stage stage = stages.open(plan.stages().get(state.stage()), begun, manager);
    if (begun) {
      Path folder = checkpoint.orElseThrow().folder();
      stage.info().optimizer().read(folder.resolve("optimizer.safetensors"));
      stage.read(folder, state.stageStep());
    }
    return stage;
  }

  /**
   * Takes the steps that are left of a stage.
   *
   * @return the state at the start of the next stage, or within this one if a stop was asked for
   */
  private RunState steps(Stage stage, RunState state, Around around) throws IOException {
    observer.stage(stage.info().name(), state.stageStep(), stage.info().steps());
    while (state.stageStep() < stage.info().steps()) {
      long start = System.nanoTime();
      StepReport report = stage.step(state.stageStep());
      double seconds = (System.nanoTime() - start) / 1e9;
      trained |= report.taken();
      around.model().engine().weightsChanged();
      state = state.afterStep(report.taken());
      tell(stage, state, report, seconds, around.logs());
      Stopwatch between = new Stopwatch();
      evaluate(stage, state, around);
      between.lap("evaluation");
      long done = state.stageStep();
      boolean last = done == stage.info().steps();
      boolean stop = stopAsked.getAsBoolean() || alarmed || overoptimized;
      if (last) {
        state = state.nextStage();
      }
      if (last || stop || state.step() % plan.run().checkpoint().every() == 0) {
        save(state, stage, around);
        between.lap("save");
      }
      for (Map.Entry<String, Double> part : between.seconds().entrySet()) {
        if (part.getValue() > MIN_LOGGED_SECONDS) {
          around
              .logs()
              .timing(state.step(), stage.info().name(), done, part.getKey(), part.getValue());
        }
      }
      if (last || stop) {
        return state;
      }
    }
    return state.nextStage();
  }

  private void tell(Stage stage, RunState state, StepReport report, double seconds, RunLogs logs)
      throws IOException {
    report.warnings().forEach(observer::line);
    tellAlarms(report);
    logs.step(state.step(), stage.info().name(), state.stageStep(), report, seconds);
    String summary = Summaries.of(report, report.tokens() / seconds);
    observer.step(state.stageStep(), stage.info().steps(), summary);
    checkFinite(state);
  }

  /** Measures what is trained, at the end of a stage and between its steps if that is due. */
  private void evaluate(Stage stage, RunState state, Around around) throws IOException {
    TrainingPlan.Evaluations settings = plan.run().evaluation();
    boolean last = state.stageStep() == stage.info().steps();
    boolean due = settings.every() > 0 && state.stageStep() % settings.every() == 0;
    if (last || due && stage.evaluatedBetweenSteps()) {
      int most = last ? settings.finalPairs() : settings.pairs();
      score = around.evaluator().evaluate(state.step(), stage.info().name(), most);
    }
    if (last || due) {
      Optional<ObjectNode> measured = stage.measure(state.step());
      if (measured.isPresent()) {
        around.logs().evaluation(state.step(), measured.get());
        observer.line(Summaries.ofPreferences(measured.get()));
      }
      Optional<String> line = around.evaluator().overoptimized();
      line.ifPresent(observer::line);
      overoptimized = line.isPresent() && plan.policyReward().stopOnOveroptimization();
    }
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
    alarmed = plan.run().watch().stop() && !alarms.isEmpty();
  }

  private void checkFinite(RunState state) {
    if (state.nonFiniteInRow() > 0) {
      observer.line(
          Text.format(
              "step %d: loss or gradient is not finite; the weights were left as they were",
              state.step()));
    }
    if (state.nonFiniteInRow() >= plan.run().update().nonFiniteLimit()) {
      throw failed(
          Text.format(
              "step %d: loss or gradient was not finite in %d steps in a row (update.non_finite_limit); lower the learning rate",
              state.step(), state.nonFiniteInRow()));
    }
  }

  private TrainingFailed failed(String why) {
    return new TrainingFailed(
        why + " and resume from the last checkpoint in " + run.resolve("checkpoints"));
  }

  private void save(RunState state, Stage stage, Around around) throws IOException {
    RunState complete = state.withLogs(around.logs().synced());
    store.save(
        state.step(),
        score,
        into -> {
          around.model().write(into);
          stage.info().optimizer().write(into.resolve("optimizer.safetensors"));
          stage.write(into);
          complete.write(into);
        });
    around.model().weights().prune(run.resolve("checkpoints"));
    score = OptionalDouble.empty();
  }
}
