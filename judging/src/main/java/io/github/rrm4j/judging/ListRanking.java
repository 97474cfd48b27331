package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Rankings of n responses in one completion each, instead of judged pairs. Each vote shows them in
 * an order of its own, which its key decides and which is undone when the answer is read.
 *
 * <p>Several votes add up by Borda's count, here the mean share of the other responses that stand
 * below a response: 1 for one that every vote puts first, 0 for one that every vote puts last.
 *
 * <pre>
 *   B_i = 1 / (V (n - 1)) sum over the readable votes v of (n - place_i(v)),  V of them
 * </pre>
 *
 * <p>Source: Borda 1781, "M&eacute;moire sur les &eacute;lections au scrutin". It has the order of
 * the mean ranks.
 *
 * @param asker whose template ranks
 * @param votes rankings of each list, at least 1
 */
record ListRanking(Asker asker, int votes) {

  /**
   * @throws InvalidInput if the judge's template is one of pairs
   */
  ListRanking {
    if (!asker.template().ranks()) {
      throw new InvalidInput(
          "listwise: the judge is asked about pairs, must have a template that ranks n responses;"
              + " choose --template rrm-listwise or compact-listwise, or a file with a part"
              + " '=== response'");
    }
    if (asker.template().hasRubric()) {
      throw new InvalidInput(
          "listwise: the template writes a rubric first, must have no part '=== rubric' to rank;"
              + " remove it, or choose another --method");
    }
  }

  /** The responses of a list that are shown: one of each team. */
  static List<Integer> shown(Teams teams) {
    return IntStream.range(0, teams.count()).map(teams::captain).boxed().toList();
  }

  /**
   * Checks that a list can be ranked.
   *
   * @param place where it stands, for messages
   * @return how it is shown: whole or not at all, since a list is not shortened
   * @throws InvalidInput if its prompt is known to be too long and that is an error
   */
  PromptFit check(ResponseList list, Teams teams, String place) {
    List<Integer> names = shown(teams);
    int[] given = IntStream.range(0, names.size()).toArray();
    boolean fits = asker.check(wording(list, names, given), place + ": list '" + list.id() + "'");
    return fits ? PromptFit.WHOLE : PromptFit.OVERLONG;
  }

  /**
   * Ranks some lists.
   *
   * @param teams of each list; one response of each is shown
   * @param key what the draws depend on, with the list's id and the number of the vote
   * @param rows completions that are handed to the engine together
   * @param log knows what was ranked before, and keeps what is ranked; empty where nothing is kept
   * @param progress is given how many rankings there are
   * @return of each list its votes, about its teams; none where there is nothing to rank
   */
  List<List<ListVote>> rank(
      List<ResponseList> lists,
      List<Teams> teams,
      Key key,
      int rows,
      Optional<MatchLog> log,
      LongConsumer progress) {
    int window = Math.max(1, rows / votes);
    List<List<ListVote>> ranked = new ArrayList<>();
    for (int from = 0; from < lists.size(); from += window) {
      int to = Math.min(lists.size(), from + window);
      ranked.addAll(window(lists.subList(from, to), teams.subList(from, to), key, log));
      progress.accept((long) to * votes);
    }
    return ranked;
  }

  private List<List<ListVote>> window(
      List<ResponseList> lists, List<Teams> teams, Key key, Optional<MatchLog> log) {
    List<List<ListVote>> ranked = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      String id = lists.get(i).id();
      List<Integer> names = shown(teams.get(i));
      ranked.add(log.map(known -> known.rankings(id, names)).orElse(List.of()));
      if (ranked.get(i).isEmpty() && names.size() > 1) {
        open.add(i);
      }
    }
    List<Inquiry> inquiries = new ArrayList<>();
    List<int[]> orders = new ArrayList<>();
    for (int i : open) {
      Key own = key.with(lists.get(i).id());
      List<Integer> names = shown(teams.get(i));
      for (int vote = 0; vote < votes; vote++) {
        int[] order = own.with("order").with(vote).permutation(names.size());
        orders.add(order);
        inquiries.add(new Inquiry(wording(lists.get(i), names, order), own.with("ranking"), vote));
      }
    }
    if (inquiries.isEmpty()) {
      return ranked;
    }
    List<Completed> completed = asker.complete(inquiries);
    for (int o = 0; o < open.size(); o++) {
      List<ListVote> own = new ArrayList<>();
      for (int at = o * votes; at < (o + 1) * votes; at++) {
        own.add(ListVote.of(completed.get(at), orders.get(at)));
      }
      ranked.set(open.get(o), own);
    }
    log.ifPresent(
        known ->
            known.appendRankings(
                open.stream().map(i -> lists.get(i).id()).toList(),
                open.stream().map(i -> shown(teams.get(i))).toList(),
                open.stream().map(ranked::get).toList()));
    return ranked;
  }

  private static Inquiry.Wording wording(ResponseList list, List<Integer> names, int[] order) {
    return (template, literal) ->
        template.messages(
            literal.apply(list.query()),
            Arrays.stream(order)
                .mapToObj(place -> literal.apply(list.responses().get(names.get(place))))
                .toList(),
            "");
  }

  /** The games that a ranking has decided: each response with each one below it. */
  static List<ScoredMatch> games(StatedRanking ranking) {
    double[] scores = ranking.scores();
    return RoundRobin.all(scores.length).stream()
        .map(match -> new ScoredMatch(match, scores[match.a()] > scores[match.b()] ? 1 : 0))
        .toList();
  }

  /** The games that most votes have decided; a draw where there are as many for the one. */
  static List<ScoredMatch> majorities(int players, List<List<ScoredMatch>> votes) {
    List<ScoredMatch> games = new ArrayList<>();
    List<Match> all = votes.isEmpty() ? List.of() : RoundRobin.all(players);
    for (int m = 0; m < all.size(); m++) {
      int match = m;
      double won = votes.stream().mapToDouble(vote -> vote.get(match).score()).sum();
      games.add(new ScoredMatch(all.get(m), (Math.signum(2 * won - votes.size()) + 1) / 2));
    }
    return games;
  }
}
