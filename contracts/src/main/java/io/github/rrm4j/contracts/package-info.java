/**
 * The promises that every room of the house keeps and that none of them owns.
 *
 * <ul>
 *   <li>{@link io.github.rrm4j.contracts.Key}: randomness is a function. Every draw is computed
 *       from what it is for (seed, purpose, step, prompt, sample, position); no generator has a
 *       state.
 *   <li>{@link io.github.rrm4j.contracts.InvalidInput}: bad input gets one line that names the
 *       place, the value, the rule and the remedy; {@link io.github.rrm4j.contracts.OneLine} makes
 *       text of unknown origin fit for it, {@link io.github.rrm4j.contracts.Wording} says in plain
 *       words what a library means, {@link io.github.rrm4j.contracts.NearestName} finds the name
 *       that was meant.
 *   <li>{@link io.github.rrm4j.contracts.AtomicFiles}: nothing is half-written. A file is the old
 *       one or the new one, whole, whatever happens meanwhile. {@link
 *       io.github.rrm4j.contracts.DiskError} tells what a disk refused in one line.
 *   <li>{@link io.github.rrm4j.contracts.ResumableLog}: no finished work is lost. Killed at any
 *       byte and begun again, work ends with the bytes of an unbroken run; {@link
 *       io.github.rrm4j.contracts.WorkFolder} sees that it is gone on with by the same settings,
 *       {@link io.github.rrm4j.contracts.ProcessLock} that nobody else is at it.
 *   <li>{@link io.github.rrm4j.contracts.Json}: JSON is read strictly and written one way; {@link
 *       io.github.rrm4j.contracts.Word} is how a constant is spelled in it.
 * </ul>
 *
 * <p>Nothing else belongs here: a class that only two modules share lives in the lower one of them.
 */
package io.github.rrm4j.contracts;
