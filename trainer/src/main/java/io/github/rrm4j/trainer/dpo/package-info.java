/**
 * Direct preference optimization of a policy (Rafailov et al. 2023): {@link
 * io.github.rrm4j.trainer.dpo.DpoStage}.
 *
 * <p>{@link io.github.rrm4j.trainer.dpo.PreferencePairs} are the pairs as token sequences, {@link
 * io.github.rrm4j.trainer.dpo.ReferenceLogprobs} what the reference says of them, {@link
 * io.github.rrm4j.trainer.dpo.PreferenceBatch} the margins of a step, {@link
 * io.github.rrm4j.trainer.dpo.PreferenceLoss} what is made of a margin.
 */
package io.github.rrm4j.trainer.dpo;
