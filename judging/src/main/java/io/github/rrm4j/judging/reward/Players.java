package io.github.rrm4j.judging.reward;

import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rewards.tournament.Competition;
import io.github.rrm4j.rewards.tournament.Competition.QueryMatch;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.MatchResult;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who plays in a group.
 *
 * @param size responses of the group
 * @param teams who plays; no team where nobody does
 * @param silent responses that lose without being judged
 */
record Players(int size, Teams teams, Set<Integer> silent) {

  private static final MajorityVote NOBODY = new MajorityVote(0, 0, 0, 0);

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
                      .map(votes -> new MatchResult(new VoteTally(votes, NOBODY), 0))
                      .orElseGet(() -> judged.remove(0)))
          .toList();
    };
  }
}
