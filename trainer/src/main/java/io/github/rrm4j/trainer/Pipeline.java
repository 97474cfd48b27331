package io.github.rrm4j.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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
    ALARMED,
    /** The judge's win rate rose while gold fell; it has saved. */
    TURNED
  }

  /** Seconds that are not worth a line. */
  private static final double NOTHING = 1e-3;

  private final TrainingPlan plan;
  private final Path run;
  private final Device device;
  private final Observer observer;
  private final BooleanSupplier stopAsked;
  private final CheckpointStore store;
  private OptionalDouble score = OptionalDouble.empty();
  private Set<String> alarms = Set.of();
  private boolean alarmed;
  private boolean turned;

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
        RunLogs logs = new RunLogs(run, plan.log().batchesEvery() > 0, state.logLengths());
        RewardJudge.Beside beside = RewardJudge.beside(plan, folder, device, manager)) {
      JudgeFormat judge = new JudgeFormat(plan.judge(), folder.chat(), folder.tokenizer());
      Corpus corpus = corpus(folder, judge);
      Stages stages = new Stages(plan, run, folder, corpus, beside, observer::line);
      Evaluator evaluator = evaluator(folder, stages, corpus, beside.judge(), logs, manager);
      boolean fresh = plan.stages().get(0) == StageKind.SFT || plan.trainsRewardModel();
      if (state.step() == 0 && !fresh) { // nothing of a fresh model is worth a measurement
        score = evaluator.evaluate(0, "start", plan.evaluation().finalPairs());
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
          if (stage instanceof PolicyStage && state.stageStep() == 0) {
            evaluator.begin(Math.max(plan.evaluation().pairs(), plan.evaluation().finalPairs()));
          }
          state = steps(stage, state, folder, logs, evaluator);
          if (state.stageStep() > 0) {
            return turned ? End.TURNED : alarmed ? End.ALARMED : End.STOPPED;
          }
        }
      }
      return End.COMPLETE;
    }
  }

  private Corpus corpus(ModelFolder folder, JudgeFormat judge) {
    if (plan.trainsRewardModel()) {
      return Corpus.read(plan.data(), plan.seed(), ScalarText.of(folder), run, observer::line);
    }
    Policy policy = new Policy(folder.chat(), folder.tokenizer());
    return Corpus.read(plan, judge, policy, run, observer::line);
  }

  /** What measures that which the plan trains: a reward model, a policy or a judge. */
  private Evaluator evaluator(
      ModelFolder folder,
      Stages stages,
      Corpus corpus,
      Optional<RewardJudge> rewardJudge,
      RunLogs logs,
      NDManager manager)
      throws IOException {
    if (plan.trainsRewardModel()) {
      ScalarJudge judge = ScalarJudge.of(folder, plan.tokenBudget(), manager);
      return new ScalarEvaluator(judge, corpus.heldout(), logs, observer::line);
    }
    Key key = Key.of(plan.seed(), "evaluation");
    if (plan.policy().isPresent()) {
      Policy policy = new Policy(folder.chat(), folder.tokenizer());
      Optional<HackingWatch> watch = Optional.empty();
      if (rewardJudge.isPresent()) {
        RewardJudge judge = rewardJudge.get();
        watch =
            Optional.of(
                new HackingWatch(judge.bothOrders(), judge.noAnswer(), run, key.with("win rate")));
      }
      return new PolicyEvaluator(
          policy, stages, corpus.problems(), watch, logs, observer::line, key, manager);
    }
    JudgeFormat measured = new JudgeFormat(plan.measuredJudge(), folder.chat(), folder.tokenizer());
    return new JudgeEvaluator(
        measured, stages, corpus.heldout(), logs, observer::line, key, manager);
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
    if (plan.trainsRewardModel()) {
      source = source.asRewardModel(key.with("value head"));
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
      Stopwatch between = new Stopwatch();
      long done = state.stageStep();
      boolean last = done == stage.steps();
      boolean due = plan.evaluation().every() > 0 && done % plan.evaluation().every() == 0;
      if (last) {
        score = evaluator.evaluate(state.step(), stage.name(), plan.evaluation().finalPairs());
      } else if (due && !stage.name().equals("sft")) {
        score = evaluator.evaluate(state.step(), stage.name(), plan.evaluation().pairs());
      }
      if (last || due) {
        Optional<ObjectNode> measured = stage.measure(state.step());
        if (measured.isPresent()) {
          logs.evaluation(state.step(), measured.get());
          observer.line(Summaries.ofPreferences(measured.get()));
        }
        tellTurn(evaluator);
      }
      between.lap("evaluation");
      boolean stop = stopAsked.getAsBoolean() || alarmed || turned;
      if (last) {
        state = state.nextStage();
      }
      if (last || stop || state.step() % plan.checkpoint().every() == 0) {
        save(state, stage, folder, logs);
        between.lap("save");
      }
      for (Map.Entry<String, Double> part : between.seconds().entrySet()) {
        if (part.getValue() > NOTHING) {
          logs.timing(state.step(), stage.name(), done, part.getKey(), part.getValue());
        }
      }
      if (last || stop) {
        return state;
      }
    }
    return state.nextStage();
  }

  private void tellTurn(Evaluator evaluator) {
    Optional<String> line = evaluator.turned();
    line.ifPresent(observer::line);
    turned = line.isPresent() && plan.policyReward().stopAtTurningPoint();
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
          if (plan.policy().isEmpty() && !plan.trainsRewardModel()) {
            plan.measuredJudge().write(into);
          }
          stage.optimiser().write(into.resolve("optimizer.safetensors"));
          complete.write(into);
        });
    score = OptionalDouble.empty();
  }
}
