/**
 * Training of a scalar reward model on preference pairs: {@link
 * io.github.rrm4j.trainer.rewardmodel.RewardModelStage} with {@link
 * io.github.rrm4j.trainer.rewardmodel.BradleyTerryLoss}.
 */
package io.github.rrm4j.trainer.rewardmodel;
