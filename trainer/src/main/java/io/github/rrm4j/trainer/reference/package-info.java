/**
 * The policy of the KL penalty, pi_ref of the papers: {@link
 * io.github.rrm4j.trainer.reference.ReferencePolicy}.
 *
 * <p>A reference is the policy as it was when its stage began ({@link
 * io.github.rrm4j.trainer.reference.PolicyCopy}), the base of an adapter, or the policy as it was
 * at the last multiple of some steps ({@link io.github.rrm4j.trainer.reference.SyncedReference}).
 * Copies are kept in the run's folder, so that a resumed run uses the same.
 */
package io.github.rrm4j.trainer.reference;
