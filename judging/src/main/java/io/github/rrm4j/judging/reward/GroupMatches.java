package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.reward.RewardSource.GroupScores;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rewards.group.MatchReward;
import io.github.rrm4j.rewards.group.MatchReward.Unreadable;
import io.github.rrm4j.rewards.tournament.Competition;
import io.github.rrm4j.rewards.tournament.Competition.Entry;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.Competition.QueryMatch;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Rating;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * The matches of the groups of a step, played before a referee, and what each response gets.
 *
 * @param unreadable what becomes of a match of which no judgement can be read
 */
record GroupMatches(MatchReward rule, Unreadable unreadable) {

  /**
   * Plays.
   *
   * @param fields who plays, by group
   * @param key of the step; the draws of a group depend on its index
   * @return by group
   */
  List<GroupScores> play(List<Players> fields, Competition.Referee judge, Key key) {
    List<Entry> entries = new ArrayList<>();
    for (int group = 0; group < fields.size(); group++) {
      // A schedule needs one player; alone it has no match.
      int players = Math.max(1, fields.get(group).teams().count());
      entries.add(new Entry(players, rule.schedule(key.with(group))));
    }
    Competition competition = new Competition(Players.referee(fields, judge));
    List<List<List<ScoredMatch>>> played = competition.play(entries);
    List<GroupScores> scores = new ArrayList<>();
    for (int g = 0; g < fields.size(); g++) {
      int group = g;
      Players field = fields.get(g);
      List<ScoredMatch> games =
          unreadable.counted(
              Rating.games(played.get(g)), match -> readable(competition.result(group, match)));
      List<JudgedMatch> matches =
          Rating.games(played.get(g)).stream()
              .map(game -> match(field, game, competition.result(group, game.match())))
              .toList();
      scores.add(
          field.teams().count() == 0
              ? none(field.size())
              : scores(field.teams(), games, matches, key.with(g)));
    }
    return scores;
  }

  private static boolean readable(MatchResult result) {
    return result.votes().result() != MajorityVote.Result.UNREADABLE;
  }

  private static JudgedMatch match(Players field, ScoredMatch game, MatchResult result) {
    return new JudgedMatch(
        field.teams().captain(game.match().a()),
        field.teams().captain(game.match().b()),
        result.votes(),
        result.thinkingTokens(),
        field.forfeit(game.match()).isPresent());
  }

  private static GroupScores none(int size) {
    return new GroupScores(
        Collections.nCopies(size, OptionalDouble.empty()),
        Collections.nCopies(size, "The query leaves the judge no room for answers."),
        List.of());
  }

  private GroupScores scores(
      Teams teams, List<ScoredMatch> games, List<JudgedMatch> matches, Key key) {
    List<OptionalDouble> byTeam = rule.of(teams.count(), games, key);
    List<OptionalDouble> values = teams.of().stream().map(byTeam::get).toList();
    List<String> reasons =
        IntStream.range(0, values.size())
            .mapToObj(i -> reason(i, teams.captain(teams.of().get(i)), matches))
            .toList();
    return new GroupScores(values, reasons, matches);
  }

  private static String reason(int response, int captain, List<JudgedMatch> matches) {
    Map<JudgedMatch.Result, StringJoiner> opponents = new LinkedHashMap<>();
    for (JudgedMatch.Result result : JudgedMatch.Result.values()) {
      opponents.put(result, new StringJoiner(", "));
    }
    matches.stream()
        .filter(match -> match.has(captain))
        .forEach(
            match ->
                opponents
                    .get(match.result(captain))
                    .add(Integer.toString(match.opponent(captain))));
    StringJoiner text = new StringJoiner("; ", "", ".");
    text.setEmptyValue("No match.");
    opponents.forEach(
        (result, names) -> {
          if (names.length() > 0) {
            text.add(words(result) + " " + names);
          }
        });
    return response == captain ? text.toString() : "As answer " + captain + ": " + text;
  }

  private static String words(JudgedMatch.Result result) {
    return switch (result) {
      case WON -> "won against";
      case LOST -> "lost to";
      case DREW -> "drew with";
      case UNREADABLE -> "unreadable against";
    };
  }

  /**
   * Who plays in a group.
   *
   * @param size responses of the group
   * @param teams who plays; no team where nobody does
   * @param silent responses that lose without being judged
   */
  record Players(int size, Teams teams, Set<Integer> silent) {

    Players {
      silent = Set.copyOf(silent);
    }

    /** The result of a match that needs no judge; empty where it does. */
    Optional<MajorityVote> forfeit(Match match) {
      boolean a = silent.contains(teams.captain(match.a()));
      boolean b = silent.contains(teams.captain(match.b()));
      if (!a && !b) {
        return Optional.empty();
      }
      return Optional.of(new MajorityVote(b ? 1 : 0, a ? 1 : 0, 0, 0));
    }

    /** A referee that leaves to the judge what needs one. */
    static Competition.Referee referee(List<Players> fields, Competition.Referee judge) {
      return fixtures -> {
        List<QueryMatch> contested =
            fixtures.stream()
                .filter(f -> fields.get(f.query()).forfeit(f.match()).isEmpty())
                .toList();
        List<MatchResult> judged =
            new ArrayList<>(contested.isEmpty() ? List.of() : judge.judge(contested));
        return fixtures.stream()
            .map(
                f ->
                    fields
                        .get(f.query())
                        .forfeit(f.match())
                        .map(votes -> new MatchResult(new VoteTally(votes, MajorityVote.NONE), 0))
                        .orElseGet(() -> judged.remove(0)))
            .toList();
      };
    }
  }
}
