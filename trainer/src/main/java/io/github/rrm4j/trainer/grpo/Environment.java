package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rollout.Rollout;
import java.util.List;

/**
 * What is asked in reinforcement learning, and what an answer is worth.
 *
 * @param <A> a completion, read
 */
public interface Environment<Q extends Question, A> {

  /** The questions of a round; a function of the round. */
  List<Q> questions(Round round);

  /**
   * Reads the completions of some questions and rewards them.
   *
   * @param completions of each question
   * @return the groups in the order of their questions: one for each question, or for as many
   *     neighbors as share a group
   */
  List<Group<Q, A>> reward(List<Q> questions, List<List<Rollout>> completions, Round round);

  /** The name under which the time of {@link #reward} is logged. */
  String timing();

  /** Whether later evaluations are compared with the policy as it is before its first step. */
  boolean startIsBaseline();
}
