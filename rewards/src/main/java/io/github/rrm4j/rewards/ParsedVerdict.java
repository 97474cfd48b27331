package io.github.rrm4j.rewards;

/**
 * What {@link VerdictParser} read in a completion.
 *
 * @param verdict what the judge said
 * @param thinking the text between the first {@code <think>} and the last {@code </think>}, or up
 *     to the end if the thinking was never closed; empty if there is none
 */
public record ParsedVerdict(Verdict verdict, String thinking) {}
