package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.List;

/**
 * Reinforcement learning in an environment: of a judge, whose verdicts are right or wrong, or of a
 * policy, whose answers a judge compares.
 *
 * <p>A step is {@link GrpoStep}, which moves the weights, and then {@link StepReporter}, which says
 * what came of it.
 */
public record GrpoStage<Q extends Question, A>(
    StageInfo info, Environment<Q, A> environment, Actor actor, StepReporter<Q, A> reporter)
    implements Stage {

  private GrpoStep<Q, A> grpo() {
    return new GrpoStep<>(reporter.settings(), environment, actor);
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
   */
  public StepReport replay(long step, List<Q> questions, List<List<Rollout>> completions) {
    Stopwatch watch = new Stopwatch();
    Round round = new Round(step, 0, reporter.settings().maxTokens().at(step));
    List<Group<Q, A>> groups = environment.reward(questions, completions, round);
    return reporter.of(step, grpo().update(step, info.learningRate(step), groups, watch));
  }
}
