package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.JudgedMatches;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.tournament.Cycles;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Ranking;
import io.github.rrm4j.rewards.tournament.Rating;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Best-of-n accuracy against the number of comparisons, for knockout, Elo and round robin.
 *
 * <p>Every pair of responses has N stored judgements. A tournament is replayed {@value #REPLAYS}
 * times ({@value #ACTIVE_REPLAYS} if it is active) for each query, each time with its own bracket
 * or opponents, and for each match with its own k of the N judgements, of which a coin of the
 * replay decides a split vote. No tournament meets a pair twice, so a replay is distributed as a
 * tournament that was judged for itself.
 *
 * @param lists graded ones, whose matches a pool was filled with
 * @param n judgements of each match
 * @param key of brackets, opponents and subsets
 */
public record TournamentScaling(List<ResponseList> lists, JudgementPool pool, int n, Key key) {

  public static final int REPLAYS = 50;

  private static final int ACTIVE_REPLAYS = 4; // each comparison of one takes a fit
  private static final double[] DECIDED = {0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7};

  private static final double K = 30;
  private static final int ELO_ORDERS = 10;

  /** All matches of some lists, as a pool takes them. */
  public static List<OpenPair> matches(List<ResponseList> lists) {
    List<OpenPair> matches = new ArrayList<>();
    for (ResponseList list : lists) {
      for (Match match : RoundRobin.all(list.responses().size())) {
        matches.add(JudgedMatches.pair(list, match.a(), match.b()));
      }
    }
    return matches;
  }

  /** A kind of tournament, and the method that holds it. */
  private enum Kind {
    KNOCKOUT(RankingMethod.KNOCKOUT),
    ELO(RankingMethod.ELO),
    ROUND_ROBIN(RankingMethod.WIN_RATE),
    ACTIVE(RankingMethod.ACTIVE);

    private final RankingMethod method;

    Kind(RankingMethod method) {
      this.method = method;
    }
  }

  /**
   * A point of a curve: each list's mean accuracy and comparisons over its replays.
   *
   * @param decided the probability at which an active tournament is over; 0 of other kinds
   */
  private record Point(
      Kind kind, int opponents, int votes, double decided, double[] right, double[] comparisons) {}

  /**
   * For each section: knockout and round robin with 1, 3, 5, ... votes, Elo with 1, 2, 4, ...
   * opponents and one vote, in the order of their comparisons.
   */
  public ResultRows accuracy() {
    return accuracy(false);
  }

  /**
   * The same.
   *
   * @param active whether active tournaments are replayed too, with one vote and until the best has
   *     one of several probabilities; every comparison of theirs takes a fit of all strengths
   */
  public ResultRows accuracy(boolean active) {
    List<Point> points = new ArrayList<>();
    for (int votes = 1; votes <= n; votes += 2) {
      points.add(point(Kind.KNOCKOUT, 0, votes));
    }
    int most = lists.stream().mapToInt(list -> list.responses().size() - 1).max().orElse(1);
    for (int opponents = 1; opponents < most; opponents *= 2) {
      points.add(point(Kind.ELO, opponents, 1));
    }
    points.add(point(Kind.ELO, most, 1));
    for (int votes = 1; votes <= n; votes += 2) {
      points.add(point(Kind.ROUND_ROBIN, 0, votes));
    }
    if (active) {
      points.addAll(active());
    }
    List<ObjectNode> rows = new ArrayList<>();
    Map<String, List<Integer>> sections =
        ItemMeans.sections(lists.stream().map(ResponseList::section).toList());
    for (Map.Entry<String, List<Integer>> section : sections.entrySet()) {
      for (Point point : points) {
        ObjectNode row = row(section.getKey(), section.getValue(), point, points.get(0));
        rows.add(
            active
                ? row.put("decided", point.kind() == Kind.ACTIVE ? point.decided() : null)
                : row);
      }
    }
    return new ResultRows("accuracy", rows);
  }

  /** Of each list, the best-of-n accuracy of a knockout with one vote: n - 1 comparisons. */
  public double[] knockout() {
    return point(Kind.KNOCKOUT, 0, 1).right();
  }

  /** Of each list, that of a round robin with one vote: n (n - 1) / 2 comparisons. */
  public double[] roundRobin() {
    return point(Kind.ROUND_ROBIN, 0, 1).right();
  }

  private static ObjectNode row(String section, List<Integer> items, Point point, Point knockout) {
    double comparisons = ItemMeans.average(ItemMeans.of(point.comparisons(), items));
    ObjectNode row =
        ResultRows.row()
            .put("section", section)
            .put("method", Word.of(point.kind()))
            .put("opponents", point.opponents())
            .put("votes", point.votes())
            .put("comparisons", comparisons)
            .put("judgements", comparisons * point.votes())
            .put("n", items.size());
    double[] right = ItemMeans.of(point.right(), items);
    ItemMeans.putShare(row, "accuracy", right);
    return point.kind() == Kind.KNOCKOUT && point.votes() == 1
        ? ItemMeans.putNull(row, "gain")
        : ItemMeans.putShareDifference(row, "gain", right, ItemMeans.of(knockout.right(), items));
  }

  private Point point(Kind kind, int opponents, int votes) {
    Point point =
        new Point(kind, opponents, votes, 0, new double[lists.size()], new double[lists.size()]);
    RankingMethod.Settings settings = settings(opponents, 0, 1);
    for (int item = 0; item < lists.size(); item++) {
      ResponseList list = lists.get(item);
      for (int replay = 0; replay < REPLAYS; replay++) {
        Key own = key.with(list.id()).with(kind.name()).with(opponents).with(votes).with(replay);
        int players = list.responses().size();
        List<List<ScoredMatch>> rounds =
            replayed(list, kind.method.schedule(settings, own), votes, own.with("subset"));
        double[] rating = kind.method.rating(settings, own).of(players, rounds);
        point.right()[item] += new Ranking(rating).right(list::best) / REPLAYS;
        point.comparisons()[item] += (double) Rating.games(rounds).size() / REPLAYS;
      }
    }
    return point;
  }

  private static RankingMethod.Settings settings(int opponents, double prior, double decided) {
    return new RankingMethod.Settings(opponents, 0, K, ELO_ORDERS, prior, decided);
  }

  /** A tournament that is over at a larger probability goes on where it was over at a smaller. */
  private List<Point> active() {
    List<Point> points = new ArrayList<>();
    for (double decided : DECIDED) {
      points.add(
          new Point(
              Kind.ACTIVE, 0, 1, decided, new double[lists.size()], new double[lists.size()]));
    }
    for (int item = 0; item < lists.size(); item++) {
      ResponseList list = lists.get(item);
      for (int replay = 0; replay < ACTIVE_REPLAYS; replay++) {
        Key own = key.with(list.id()).with(Kind.ACTIVE.name()).with(replay);
        List<List<ScoredMatch>> rounds = new ArrayList<>();
        for (Point point : points) {
          RankingMethod.Settings settings = settings(0, 1, point.decided());
          play(list, Kind.ACTIVE.method.schedule(settings, own), 1, own.with("subset"), rounds);
          double[] rating =
              Kind.ACTIVE.method.rating(settings, own).of(list.responses().size(), rounds);
          point.right()[item] += new Ranking(rating).right(list::best) / ACTIVE_REPLAYS;
          point.comparisons()[item] += (double) rounds.size() / ACTIVE_REPLAYS;
        }
      }
    }
    return points;
  }

  private List<List<ScoredMatch>> replayed(
      ResponseList list, Schedule schedule, int votes, Key own) {
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    play(list, schedule, votes, own, rounds);
    return rounds;
  }

  /** Plays on until the tournament is over. */
  private void play(
      ResponseList list, Schedule schedule, int votes, Key own, List<List<ScoredMatch>> rounds) {
    int players = list.responses().size();
    List<Match> round = schedule.round(players, rounds);
    while (!round.isEmpty()) {
      rounds.add(round.stream().map(match -> game(list, match, votes, own)).toList());
      round = schedule.round(players, rounds);
    }
  }

  private ScoredMatch game(ResponseList list, Match match, int votes, Key own) {
    List<PooledJudgement> samples = pool.of(JudgedMatches.pair(list, match.a(), match.b()).id(), n);
    int[] order = own.with(match.a()).with(match.b()).permutation(n);
    List<Verdict> drawn = new ArrayList<>();
    for (int i = 0; i < votes; i++) {
      drawn.add(samples.get(order[i]).verdict());
    }
    VoteDecision decision =
        SplitVotes.COIN.decide(
            drawn.stream().map(MajorityVote.Result::of).toList(),
            own.with("split").with(match.a()).with(match.b()));
    return ScoredMatch.of(match, decision);
  }

  /** Cycles of the judge, by one judgement of each match and by the majority of all. */
  public ResultRows cycles() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int votes : n == 1 ? new int[] {1} : new int[] {1, n}) {
      List<Ratio.Unit> byList = new ArrayList<>();
      for (ResponseList list : lists) {
        List<ScoredMatch> games = new ArrayList<>();
        for (Match match : RoundRobin.all(list.responses().size())) {
          games.add(game(list, match, votes, key.with("cycles").with(list.id())));
        }
        Proportion some = Cycles.of(list.responses().size(), games);
        byList.add(new Ratio.Unit(some.successes(), some.trials()));
      }
      rows.add(rate(votes, new Ratio(byList)));
    }
    return new ResultRows("cycles", rows);
  }

  /** The share of cycles among the triples, by list: the triples of one are not independent. */
  private static ObjectNode rate(int votes, Ratio cycles) {
    double triples = cycles.denominator();
    boolean none = cycles.units().isEmpty();
    ObjectNode row =
        ResultRows.row()
            .put("votes", votes)
            .put("cycles", none ? 0 : Math.round(cycles.value() * triples))
            .put("triples", Math.round(triples));
    return none
        ? ItemMeans.putNull(row, "rate")
        : ItemMeans.put(
            row,
            "rate",
            cycles.value(),
            cycles.interval(true, Evaluation.CONFIDENCE, Key.of(0, "cycles")));
  }
}
