/**
 * The three promises that every room of the house keeps and that none of them owns.
 *
 * <ul>
 *   <li>{@link io.github.rrm4j.contracts.Key}: randomness is a function. Every draw is computed
 *       from what it is for (seed, purpose, step, prompt, sample, position); no generator has a
 *       state.
 *   <li>{@link io.github.rrm4j.contracts.InvalidInput}: bad input gets one line that names the
 *       place, the value, the rule and the remedy.
 *   <li>{@link io.github.rrm4j.contracts.AtomicFiles}: nothing is half-written. A file is the old
 *       one or the new one, whole, whatever happens meanwhile.
 * </ul>
 *
 * <p>Nothing else belongs here: a class that only two modules share lives in the lower one of them.
 */
package io.github.rrm4j.contracts;
