package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;

/**
 * What both judges of a router answered and took, summed up.
 *
 * @param pairs pairs, or comparisons in one order, that the direct judge was asked about
 * @param sentOn how many of them went on to the reasoning judge
 * @param directAnswers judgements of the direct judge
 * @param directUnreadable how many of them have no verdict for a response
 * @param directTokens tokens of the direct judge
 * @param reasoningAnswers judgements of the reasoning judge
 * @param reasoningTokens tokens of the reasoning judge
 */
public record RouterCounts(
    long pairs,
    long sentOn,
    long directAnswers,
    long directUnreadable,
    long directTokens,
    long reasoningAnswers,
    long reasoningTokens) {

  public static final RouterCounts NONE = new RouterCounts(0, 0, 0, 0, 0, 0, 0);

  /**
   * These and one more.
   *
   * @param answers judgements whose verdict counts
   * @param tokens of these
   */
  public RouterCounts plus(Routed routed, long answers, long tokens) {
    return new RouterCounts(
        pairs + 1,
        sentOn + (routed.sentOn() ? 1 : 0),
        directAnswers + routed.answers(),
        directUnreadable + routed.unreadable(),
        directTokens + routed.tokens(),
        reasoningAnswers + (routed.sentOn() ? answers : 0),
        reasoningTokens + (routed.sentOn() ? tokens : 0));
  }

  /** These and a verdict; the same where no direct judge was asked about it. */
  public RouterCounts plus(PairVerdict verdict) {
    long tokens = verdict.votes().stream().mapToLong(Vote::tokens).sum();
    return verdict.routed().map(own -> plus(own, verdict.votes().size(), tokens)).orElse(this);
  }

  /**
   * One line for a person.
   *
   * @param what is counted: pairs
   */
  public String line(String what) {
    return Text.format(
        "router: of %d %s the direct judge answered %d, the reasoning judge %d; direct: %d"
            + " judgements (%d without a verdict), %d tokens; reasoning: %d judgements, %d tokens",
        pairs,
        what,
        pairs - sentOn,
        sentOn,
        directAnswers,
        directUnreadable,
        directTokens,
        reasoningAnswers,
        reasoningTokens);
  }

  /** Puts the counts into an object. */
  public ObjectNode into(ObjectNode json) {
    return json.put("answered_by_direct", pairs - sentOn)
        .put("answered_by_reasoning", sentOn)
        .put("direct_answers", directAnswers)
        .put("direct_unreadable", directUnreadable)
        .put("direct_tokens", directTokens)
        .put("reasoning_answers", reasoningAnswers)
        .put("reasoning_tokens", reasoningTokens);
  }
}
