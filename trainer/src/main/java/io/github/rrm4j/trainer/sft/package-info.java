/**
 * Supervised fine-tuning: {@link io.github.rrm4j.trainer.sft.SftStage}, the warm start before
 * reinforcement learning.
 */
package io.github.rrm4j.trainer.sft;
