package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.VoteTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays tournaments of many queries at once: the matches of a round, over all queries, are one
 * batch for the judge.
 *
 * <p>What was judged is kept: another tournament of the same queries asks only for the pairs that
 * no earlier one had.
 */
public final class Competition {

  public record QueryMatch(int query, Match match) {}

  /** Who judges. */
  public interface Referee {

    /**
     * Judges a batch.
     *
     * @param fixtures all different
     * @return the result of each, in order
     */
    List<MatchResult> judge(List<QueryMatch> fixtures);
  }

  public record Entry(int players, Schedule schedule) {}

  /** What a competition has cost so far. */
  public record Cost(long comparisons, long judgements, long thinkingTokens) {}

  private final Referee referee;
  private final Map<QueryMatch, MatchResult> results = new HashMap<>();

  public Competition(Referee referee) {
    this.referee = referee;
  }

  /**
   * Plays the tournament of each query, query i by entry i, to its end.
   *
   * @return for each query the games of its rounds
   */
  public List<List<List<ScoredMatch>>> play(List<Entry> entries) {
    List<List<List<ScoredMatch>>> played = new ArrayList<>();
    entries.forEach(entry -> played.add(new ArrayList<>()));
    Map<Integer, List<Match>> round = round(entries, played);
    while (!round.isEmpty()) {
      judge(round);
      round.forEach(
          (query, matches) ->
              played
                  .get(query)
                  .add(
                      matches.stream()
                          .map(match -> ScoredMatch.of(match, result(query, match).decision()))
                          .toList()));
      round = round(entries, played);
    }
    return played;
  }

  /** The judgements of a match that was played. */
  public MatchResult result(int query, Match match) {
    MatchResult result = results.get(new QueryMatch(query, match));
    if (result == null) {
      throw new IllegalArgumentException("query " + query + " has not played " + match);
    }
    return result;
  }

  /** What all tournaments together have cost. */
  public Cost cost() {
    long judgements = 0;
    long tokens = 0;
    for (MatchResult result : results.values()) {
      judgements += result.votes().judgements();
      tokens += result.thinkingTokens();
    }
    return new Cost(results.size(), judgements, tokens);
  }

  private static Map<Integer, List<Match>> round(
      List<Entry> entries, List<List<List<ScoredMatch>>> played) {
    Map<Integer, List<Match>> round = new LinkedHashMap<>();
    for (int query = 0; query < entries.size(); query++) {
      Entry entry = entries.get(query);
      List<Match> matches = entry.schedule().round(entry.players(), played.get(query));
      if (!matches.isEmpty()) {
        round.put(query, matches);
      }
    }
    return round;
  }

  private void judge(Map<Integer, List<Match>> round) {
    Set<QueryMatch> asked = new LinkedHashSet<>();
    round.forEach((query, matches) -> matches.forEach(m -> asked.add(new QueryMatch(query, m))));
    asked.removeAll(results.keySet());
    if (asked.isEmpty()) {
      return;
    }
    List<QueryMatch> fixtures = List.copyOf(asked);
    List<MatchResult> judged = referee.judge(fixtures);
    if (judged.size() != fixtures.size()) {
      throw new IllegalStateException(fixtures.size() + " matches, " + judged.size() + " results");
    }
    for (int i = 0; i < judged.size(); i++) {
      results.put(fixtures.get(i), judged.get(i));
    }
  }

  /**
   * The judgements of one match.
   *
   * @param tally the votes, with the match's player a as the first response
   * @param decision what they decide
   * @param thinkingTokens of all judgements together
   */
  public record MatchResult(VoteTally tally, VoteDecision decision, long thinkingTokens) {

    /** A match whose split vote is a draw. */
    public MatchResult(VoteTally tally, long thinkingTokens) {
      this(tally, VoteDecision.of(tally.all()), thinkingTokens);
    }

    /** The votes of both orders together, with the match's player a as the first response. */
    public MajorityVote votes() {
      return tally.all();
    }
  }
}
