/**
 * Commands on runs: {@code train}, {@code sweep}, {@code reproduce}, {@code plan}, and what looks
 * into a run: {@code verify}, {@code replay}, {@code rollouts}. The work is in the module {@code
 * experiments} and in the trainer.
 */
package io.github.rrm4j.cli.train;
