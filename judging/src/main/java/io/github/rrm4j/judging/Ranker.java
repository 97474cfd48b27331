package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.tournament.Competition;
import io.github.rrm4j.rewards.tournament.Competition.Entry;
import io.github.rrm4j.rewards.tournament.Cycles;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Ranking;
import io.github.rrm4j.rewards.tournament.Rating;
import io.github.rrm4j.rewards.tournament.RatingIntervals;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Ranks the responses of many queries by tournaments that are played side by side.
 *
 * <p>The draws of a query depend on the key and its id, not on the queries around it.
 *
 * @param voting how a match is judged
 * @param teamed whether identical responses play as one
 */
public record Ranker(
    Voting voting, RankingMethod method, RankingMethod.Settings settings, boolean teamed) {

  /** What the draws of matches depend on besides the key. */
  static final String MATCHES = "matches";

  public Ranker {
    Key any = Key.of(0, "check"); // settings that no tournament can have are refused at once
    if (method == RankingMethod.LISTWISE) {
      checkListwise(voting);
    } else {
      method.schedule(settings, any);
    }
    method.rating(settings, any);
  }

  private static void checkListwise(Voting voting) {
    new ListRanking(voting.asker(), voting.plan().votes());
    if (voting.plan().stop().mayStop() || voting.plan().orders() == Orders.BOTH) {
      throw new InvalidInput(
          "listwise: votes that stop and both orders are of pairs, must be left out: each vote shows"
              + " all responses in an order of its own");
    }
  }

  /** The rankings, in the order of the lists, and what they cost. */
  public record Result(List<Ranked> ranked, Competition.Cost cost) {}

  /**
   * Sees that every match of a list can be judged.
   *
   * @return how the judge is shown its two longest responses, or all of them at once
   * @throws InvalidInput if their prompt is too long and that is an error
   */
  public PromptFit check(ResponseList list, String place) {
    if (method == RankingMethod.LISTWISE) {
      return listwise().check(list, teams(list), place);
    }
    int[] tokens = list.responses().stream().mapToInt(voting.asker()::length).toArray();
    List<Integer> byLength =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparing(i -> -tokens[i]))
            .toList();
    return voting.check(JudgedMatches.pair(list, byLength.get(0), byLength.get(1)), place);
  }

  /**
   * @param key what the draws depend on
   * @param rows judgements that are handed to the engine together
   * @param progress is given how many matches have been judged
   */
  public Result rank(List<ResponseList> lists, Key key, int rows, LongConsumer progress) {
    return rank(lists, key, rows, Optional.empty(), progress);
  }

  /**
   * @param key what the draws depend on
   * @param rows judgements that are handed to the engine together
   * @param heard is told the verdict of each match, in the order in which they are judged
   */
  public Result rankAll(List<ResponseList> lists, Key key, int rows, Consumer<PairVerdict> heard) {
    return rank(lists, key, rows, Optional.empty(), done -> {}, heard);
  }

  /**
   * The same, with a log of what was judged before.
   *
   * @throws InvalidInput if the games of a query give no rating; what was judged is in the log
   */
  public Result rank(
      List<ResponseList> lists, Key key, int rows, Optional<MatchLog> log, LongConsumer progress) {
    return rank(lists, key, rows, log, progress, verdict -> {});
  }

  private Result rank(
      List<ResponseList> lists,
      Key key,
      int rows,
      Optional<MatchLog> log,
      LongConsumer progress,
      Consumer<PairVerdict> heard) {
    List<Teams> teams = lists.stream().map(this::teams).toList();
    if (method == RankingMethod.LISTWISE) {
      return listwise(lists, teams, key, rows, log, progress);
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      entries.add(
          new Entry(teams.get(i).count(), method.schedule(settings, own(key, lists.get(i)))));
    }
    Competition competition =
        new Competition(
            new JudgedMatches(lists, teams, voting, key.with(MATCHES), rows, log, progress)
                .telling(heard));
    List<List<List<ScoredMatch>>> played = competition.play(entries);
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      int query = i;
      List<Ranked.Played> matches =
          Rating.games(played.get(i)).stream()
              .map(game -> new Ranked.Played(game, competition.result(query, game.match())))
              .toList();
      try {
        ranked.add(
            ranked(
                method,
                settings,
                lists.get(i),
                teams.get(i),
                matches,
                played.get(i),
                own(key, lists.get(i))));
      } catch (InvalidInput e) {
        throw new InvalidInput("query '" + lists.get(i).id() + "': " + e.getMessage(), e);
      }
    }
    return new Result(ranked, competition.cost());
  }

  private ListRanking listwise() {
    return new ListRanking(voting.asker(), voting.plan().votes());
  }

  /** Rankings without matches. */
  private Result listwise(
      List<ResponseList> lists,
      List<Teams> teams,
      Key key,
      int rows,
      Optional<MatchLog> log,
      LongConsumer progress) {
    List<List<ListVote>> votes =
        listwise().rank(lists, teams, key.with("rankings"), rows, log, progress);
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      ranked.add(
          listwise(settings, lists.get(i), teams.get(i), votes.get(i), own(key, lists.get(i))));
    }
    List<ListVote> all = votes.stream().flatMap(List::stream).toList();
    return new Result(
        ranked,
        new Competition.Cost(
            0, all.size(), all.stream().mapToLong(ListVote::thinkingTokens).sum()));
  }

  /** The ranking of some votes; all responses are equal where none can be read. */
  private static Ranked listwise(
      RankingMethod.Settings settings,
      ResponseList list,
      Teams teams,
      List<ListVote> votes,
      Key key) {
    List<List<ScoredMatch>> rounds =
        votes.stream().flatMap(vote -> vote.ranking().stream()).map(ListRanking::games).toList();
    Rating borda = RankingMethod.LISTWISE.rating(settings, key);
    double[] shared = teams.shared(borda.of(teams.count(), rounds));
    return new Ranked(
        list,
        teams,
        List.of(),
        shared,
        new RatingIntervals(borda, 0, List.of(), key), // the games of a ranking are no sample
        Cycles.of(teams.count(), ListRanking.majorities(teams.count(), rounds)),
        choice(shared, key),
        votes);
  }

  private static int choice(double[] ratings, Key key) {
    List<Integer> best = new Ranking(ratings).best();
    return best.get(key.with("choice").below(0, best.size()));
  }

  /**
   * Ranks one list.
   *
   * @param rows judgements that are handed to the engine together
   * @param heard is told the verdict of each match, in the order in which they are judged
   * @throws InvalidInput if its games give no rating
   */
  public Ranked rank(ResponseList list, Key key, int rows, Consumer<PairVerdict> heard) {
    if (method == RankingMethod.LISTWISE) {
      return rank(List.of(list), key, rows, done -> {}).ranked().get(0);
    }
    Teams teams = teams(list);
    JudgedMatches referee =
        new JudgedMatches(
            List.of(list),
            List.of(teams),
            voting,
            key.with(MATCHES),
            rows,
            Optional.empty(),
            done -> {});
    Competition competition = new Competition(referee.telling(heard));
    Schedule schedule = method.schedule(settings, own(key, list));
    List<List<ScoredMatch>> rounds =
        competition.play(List.of(new Entry(teams.count(), schedule))).get(0);
    List<Ranked.Played> matches =
        Rating.games(rounds).stream()
            .map(game -> new Ranked.Played(game, competition.result(0, game.match())))
            .toList();
    return ranked(method, settings, list, teams, matches, rounds, own(key, list));
  }

  /**
   * The ranking of matches that were judged elsewhere.
   *
   * @param rounds the matches of each round, players are teams
   * @param verdicts of each match
   * @param key what the draws depended on
   */
  static Ranked ranked(
      RankingMethod method,
      RankingMethod.Settings settings,
      ResponseList list,
      List<List<Match>> rounds,
      Map<Match, PairVerdict> verdicts,
      Key key) {
    List<List<ScoredMatch>> played =
        rounds.stream()
            .map(
                round ->
                    round.stream()
                        .map(match -> ScoredMatch.of(match, verdicts.get(match).decision()))
                        .toList())
            .toList();
    List<Ranked.Played> matches =
        Rating.games(played).stream()
            .map(game -> new Ranked.Played(game, JudgedMatches.result(verdicts.get(game.match()))))
            .toList();
    Teams teams = Teams.identical(list.responses());
    return ranked(method, settings, list, teams, matches, played, own(key, list));
  }

  /**
   * How many matches some lists will take, or listwise how many rankings; fewer where a Swiss
   * tournament has nobody to pair, or an active one is decided.
   */
  public long matches(List<ResponseList> lists, Key key) {
    if (method == RankingMethod.LISTWISE) {
      return (long) lists.size() * voting.plan().votes();
    }
    long matches = 0;
    for (ResponseList list : lists) {
      int n = teams(list).count();
      Schedule schedule = method.schedule(settings, own(key, list));
      int first = schedule.round(n, List.of()).size();
      int swissRounds =
          settings.rounds() == 0 ? 32 - Integer.numberOfLeadingZeros(n - 1) : settings.rounds();
      matches +=
          switch (method) {
            case KNOCKOUT -> n - 1;
            case SWISS -> (long) first * swissRounds;
            case ELO, BRADLEY_TERRY, DAVIDSON, RAO_KUPPER, WIN_RATE -> first;
            case ACTIVE -> (long) n * (n - 1) / 2;
            case LISTWISE -> throw new IllegalStateException("no matches");
          };
    }
    return matches;
  }

  private Teams teams(ResponseList list) {
    return teamed ? Teams.identical(list.responses()) : Teams.single(list.responses().size());
  }

  private static Key own(Key key, ResponseList list) {
    return key.with("tournament").with(list.id());
  }

  private static Ranked ranked(
      RankingMethod method,
      RankingMethod.Settings settings,
      ResponseList list,
      Teams teams,
      List<Ranked.Played> matches,
      List<List<ScoredMatch>> rounds,
      Key key) {
    Rating rating = method.rating(settings, key);
    double[] shared = teams.shared(rating.of(teams.count(), rounds));
    return new Ranked(
        list,
        teams,
        matches,
        shared,
        new RatingIntervals(rating, teams.count(), rounds, key.with("intervals")),
        Cycles.of(teams.count(), Rating.games(rounds)),
        choice(shared, key),
        List.of());
  }
}
