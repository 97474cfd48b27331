package io.github.rrm4j.judging.reward;

import io.github.rrm4j.rewards.MajorityVote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two responses of a group that met.
 *
 * @param a index of a response
 * @param b index of another
 * @param votes of all judgements, with a as the first
 * @param thinkingTokens of all judgements
 * @param forfeit whether it was decided without the judge, since one of the two is no answer: then
 *     it has one vote for who answers, and for a draw one for each
 */
public record JudgedMatch(int a, int b, MajorityVote votes, long thinkingTokens, boolean forfeit) {

  /** How a match went for one of the two. */
  public enum Result {
    WON,
    LOST,
    DREW,
    /** No judgement of it could be read. */
    UNREADABLE
  }

  public boolean has(int response) {
    return response == a || response == b;
  }

  public int opponent(int response) {
    return response == a ? b : a;
  }

  /** How it went for one of the two. */
  public Result result(int response) {
    return switch (votes.result()) {
      case FIRST -> response == a ? Result.WON : Result.LOST;
      case SECOND -> response == b ? Result.WON : Result.LOST;
      case TIE, SPLIT -> Result.DREW;
      case UNREADABLE -> Result.UNREADABLE;
    };
  }

  public int votes(int response) {
    return response == a ? votes.first() : votes.second();
  }

  /** What some matches cost and how many of them could be read; docs/metrics.md has the names. */
  public static Map<String, Double> metrics(List<JudgedMatch> matches) {
    List<JudgedMatch> judged = matches.stream().filter(match -> !match.forfeit).toList();
    long judgements = judged.stream().mapToLong(match -> match.votes.judgements()).sum();
    long unreadable =
        judged.stream().mapToLong(m -> m.votes.malformed() + m.votes.truncated()).sum();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("judge/comparisons", (double) judged.size());
    metrics.put("judge/judgements", (double) judgements);
    metrics.put(
        "judge/thinking_tokens", judged.stream().mapToDouble(JudgedMatch::thinkingTokens).sum());
    metrics.put("judge/unreadable_frac", (double) unreadable / Math.max(1, judgements));
    metrics.put("judge/unreadable_match_frac", share(judged, MajorityVote.Result.UNREADABLE));
    metrics.put("judge/draw_frac", share(judged, MajorityVote.Result.SPLIT));
    metrics.put("judge/forfeits", (double) matches.size() - judged.size());
    return metrics;
  }

  private static double share(List<JudgedMatch> matches, MajorityVote.Result result) {
    long count = matches.stream().filter(match -> match.votes.result() == result).count();
    return (double) count / Math.max(1, matches.size());
  }
}
