/**
 * What a judge is asked: pairs of responses with the better one known, and worked judgements.
 *
 * <ul>
 *   <li>A <b>pair</b> is a query, two responses in the order presented, and the gold side. Its gold
 *       never reaches a prompt.
 *   <li>A <b>demonstration</b> is a pair with thinking and a verdict, right or wrong.
 * </ul>
 *
 * <p>Start with {@link io.github.rrm4j.data.Pair}, then {@link io.github.rrm4j.data.PairSource},
 * through which every file comes in, the miniature's own ones too.
 */
package io.github.rrm4j.data;
