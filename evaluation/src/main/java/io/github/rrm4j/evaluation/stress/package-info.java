/**
 * What attacks do to a judge: {@link io.github.rrm4j.evaluation.stress.AttackedPairs} is what it is
 * asked, {@link io.github.rrm4j.evaluation.stress.AttackEffects} what is measured. The attacks
 * themselves are in {@link io.github.rrm4j.data.attack}.
 */
package io.github.rrm4j.evaluation.stress;
