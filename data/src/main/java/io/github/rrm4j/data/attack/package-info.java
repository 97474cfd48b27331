/**
 * Attacks on a judge: changes of a pair that make no response better. Tests of a judge measure how
 * often one changes a verdict, trainings show them as negatives.
 *
 * <p>{@link io.github.rrm4j.data.attack.Attacks} has those that are built in, {@link
 * io.github.rrm4j.data.attack.OwnAttacks} reads others from a file, {@link
 * io.github.rrm4j.data.attack.Negatives} puts some into training pairs.
 */
package io.github.rrm4j.data.attack;
