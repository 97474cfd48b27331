/** Rollouts of the trained policy by servers, which get its adapter after each step. */
package io.github.rrm4j.trainer.served;
