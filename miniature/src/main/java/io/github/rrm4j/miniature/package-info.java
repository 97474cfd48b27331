/**
 * A world small enough for a laptop CPU and with a known truth, in which the whole method can be
 * run.
 *
 * <ul>
 *   <li>A <b>puzzle</b> is a question with one right answer; there is one class per section.
 *   <li>Its <b>context</b> says how much it invites a <b>slip</b>, a wrong step that is carried on
 *       to the result. The wrong response of a pair is what the slip gives.
 *   <li>A <b>trace</b> is the thinking about a presented pair. The traces of demonstrations slip,
 *       systematically: a judge that imitates them thinks in the right form and is often wrong.
 * </ul>
 *
 * <p>Start with {@link io.github.rrm4j.miniature.Miniature}, then {@link
 * io.github.rrm4j.miniature.Puzzle} and its four kinds. {@link
 * io.github.rrm4j.miniature.MiniatureModelFolder} makes the tokenizer and the configuration of a
 * model that can read this world.
 */
package io.github.rrm4j.miniature;
