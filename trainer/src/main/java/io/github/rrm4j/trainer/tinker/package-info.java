/**
 * Training at a service that speaks the Tinker protocol: {@link
 * io.github.rrm4j.trainer.tinker.TinkerPolicy} is the adapter there, which moves it, asks for its
 * log-probs and saves it; {@link io.github.rrm4j.trainer.tinker.TinkerTransfer} takes its weights
 * to where the service samples.
 */
package io.github.rrm4j.trainer.tinker;
