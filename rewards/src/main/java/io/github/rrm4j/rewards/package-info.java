/**
 * From the text a judge wrote to the number it is trained with. No tensor of the model comes here:
 * reward code reads text and Java arrays, so it cannot touch the policy.
 *
 * <pre>
 *   completion --VerdictParser--> Verdict --Outcome.of(gold)--> Outcome --RewardFunction--> Reward
 *   rewards of the G completions of one prompt --GroupAdvantages--> G advantages
 * </pre>
 *
 * <p>Words: a <em>verdict</em> is what the judge said (first, second, or nothing readable); an
 * <em>outcome</em> is the verdict compared with the <em>gold</em> side; a <em>reward</em> is the
 * number that it earns, with named parts and a reason; an <em>advantage</em> is a reward compared
 * with those of the same <em>group</em>, the G completions of one prompt.
 *
 * <p>A {@link io.github.rrm4j.rewards.judge.RewardFunction} weighs the parts of a reward: that of
 * the outcome, the agreement of both orders, the probability of the verdict, and one rule of {@link
 * io.github.rrm4j.rewards.length}.
 *
 * <p>Shapes: {@code (groups, G)} is one row per prompt and one column per completion.
 *
 * <p>Read {@link io.github.rrm4j.rewards.VerdictParser} first, then {@link
 * io.github.rrm4j.rewards.GroupAdvantages}.
 */
package io.github.rrm4j.rewards;
