package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reinforcement learning in an environment: of a judge, whose verdicts are right or wrong, or of a
 * policy, whose answers a judge compares.
 *
 * <p>A step is {@link GrpoStep}, which moves the weights, and then {@link StepReporter}, which says
 * what came of it.
 */
public record GrpoStage<Q extends Question, A>(
    StageInfo info,
    Environment<Q, A> environment,
    Actor actor,
    StepReporter<Q, A> reporter,
    RolloutQueue<Q> queue)
    implements Stage {

  /** A stage for which nothing is drawn yet. */
  public GrpoStage(
      StageInfo info, Environment<Q, A> environment, Actor actor, StepReporter<Q, A> reporter) {
    this(
        info,
        environment,
        actor,
        reporter,
        new RolloutQueue<>(environment::questions, actor, reporter.settings()));
  }

  private GrpoStep<Q, A> grpo() {
    return new GrpoStep<>(reporter.settings(), environment, actor, queue);
  }

  @Override
  public void write(Path folder) throws IOException {
    queue.write(folder);
  }

  @Override
  public void read(Path folder, long step) throws IOException {
    queue.read(folder, step);
  }

  @Override
  public boolean startIsBaseline() {
    return environment.startIsBaseline();
  }

  @Override
  public StepReport step(long step) {
    return reporter.of(step, grpo().take(step, info.learningRate(step)));
  }

  /**
   * Repeats a step from its stored rollouts. The model and the optimizer must be as they were
   * before that step.
   *
   * @param completions of each question, as they were sampled then
   * @param weights of each question, as {@link Group} has them
   */
  public StepReport replay(
      long step, List<Q> questions, List<List<Rollout>> completions, List<OptionalLong> weights) {
    Stopwatch watch = new Stopwatch();
    Round round = new Round(step, 0, reporter.settings().maxTokens().at(step));
    List<Group<Q, A>> groups = new ArrayList<>();
    List<Group<Q, A>> rewarded = environment.reward(questions, completions, round);
    int prompts = questions.size() / rewarded.size(); // of a group
    for (Group<Q, A> group : rewarded) {
      groups.add(group.drawnFrom(weights.get(groups.size() * prompts)));
    }
    return reporter.of(step, grpo().update(step, info.learningRate(step), groups, watch));
  }
}
