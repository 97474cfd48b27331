/**
 * The environment in which a judge learns: {@link io.github.rrm4j.trainer.judge.JudgeEnvironment}
 * asks about preference pairs and rewards the gold verdict.
 *
 * <pre>
 *   pairs -> {@link io.github.rrm4j.trainer.judge.JudgePrompts} -> completions -> {@link
 *   io.github.rrm4j.trainer.judge.JudgedAnswer} (verdict, outcome) -> reward
 * </pre>
 *
 * <p>{@link io.github.rrm4j.trainer.judge.BatchLines} stores what was sampled, so that a step can
 * be repeated under other settings.
 */
package io.github.rrm4j.trainer.judge;
