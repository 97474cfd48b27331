package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.tournament.Competition;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.Competition.QueryMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A judge as the referee of matches between responses. */
public final class JudgedMatches implements Competition.Referee {

  private final List<ResponseList> lists;
  private final List<Teams> teams;
  private final Voting voting;
  private final Key key;
  private final int together;
  private final Optional<MatchLog> log;
  private final LongConsumer progress;
  private Consumer<PairVerdict> heard = verdict -> {};
  private long done;

  /**
   * @param lists the queries, by the index in a fixture
   * @param teams the players of each
   * @param key what the draws depend on, with the query's id and the match
   * @param rows judgements that are handed to the engine together
   * @param log knows what was judged before, and keeps what is judged; empty where nothing is kept
   * @param progress is given how many matches have been judged
   */
  public JudgedMatches(
      List<ResponseList> lists,
      List<Teams> teams,
      Voting voting,
      Key key,
      int rows,
      Optional<MatchLog> log,
      LongConsumer progress) {
    this.lists = lists;
    this.teams = teams;
    this.voting = voting;
    this.key = key;
    this.together = voting.together(rows);
    this.log = log;
    this.progress = progress;
  }

  /** The same, which tells each verdict that is given, not those that a log has. */
  JudgedMatches telling(Consumer<PairVerdict> listener) {
    heard = listener;
    return this;
  }

  @Override
  public List<MatchResult> judge(List<QueryMatch> fixtures) {
    List<MatchResult> results = new ArrayList<>();
    for (int from = 0; from < fixtures.size(); from += together) {
      List<OpenPair> pairs =
          fixtures.subList(from, Math.min(fixtures.size(), from + together)).stream()
              .map(this::pair)
              .toList();
      results.addAll(log.isPresent() ? logged(log.get(), pairs) : judged(pairs));
      done += pairs.size();
      progress.accept(done);
    }
    return results;
  }

  private List<MatchResult> judged(List<OpenPair> pairs) {
    return voting.judge(pairs, key).stream().peek(heard).map(JudgedMatches::result).toList();
  }

  /** A verdict as the result of a match. */
  static MatchResult result(PairVerdict verdict) {
    return new MatchResult(verdict.tally(), verdict.decision(), verdict.thinkingTokens());
  }

  private List<MatchResult> logged(MatchLog known, List<OpenPair> pairs) {
    List<OpenPair> open = pairs.stream().filter(pair -> !known.has(pair)).toList();
    if (!open.isEmpty()) {
      known.append(voting.judge(open, key));
    }
    SplitRule rule = voting.rule(key);
    return pairs.stream().map(pair -> known.result(pair, rule)).toList();
  }

  private OpenPair pair(QueryMatch fixture) {
    ResponseList list = lists.get(fixture.query());
    int a = teams.get(fixture.query()).captain(fixture.match().a());
    int b = teams.get(fixture.query()).captain(fixture.match().b());
    return pair(list, a, b);
  }

  /** Two responses of a list as a pair, with the id {@code LIST/A-B}. */
  public static OpenPair pair(ResponseList list, int a, int b) {
    return new OpenPair(
        list.id() + "/" + a + "-" + b,
        list.query(),
        list.responses().get(a),
        list.responses().get(b),
        Optional.empty());
  }
}
