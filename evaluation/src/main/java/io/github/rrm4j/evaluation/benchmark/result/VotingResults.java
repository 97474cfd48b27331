package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitVotes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is to be said about the votes of a benchmark: how split ones were decided, and what fewer
 * votes would have given. All of it is computed from the judgements that were made.
 *
 * @param splits how split votes were decided
 * @param split comparisons, in one order each, of which the vote is split
 * @param of comparisons, in one order each, that were voted on
 * @param expected of each metric its mean over all coins, where a vote is split; without those of a
 *     knockout, which would have asked something else
 * @param curve voting@k for each k that was asked for, else for k = 1, the powers of two and all
 *     votes; empty of single votes, and of votes that stopped, which are no sample of fewer
 * @param leftOut metrics that the curve lacks: see {@link #WHY_LEFT_OUT}
 */
public record VotingResults(
    SplitVotes splits,
    long split,
    long of,
    Map<String, Double> expected,
    List<OfVotes> curve,
    List<String> leftOut) {

  /** Why the curve lacks metrics of tournaments, and what has them. */
  public static final String WHY_LEFT_OUT =
      "which pairs a tournament asks for follows from its votes: fewer votes would have asked for"
          + " pairs that nobody judged (scaling tournament judges all pairs)";

  /**
   * The metrics of voting@k: of each comparison the mean over all subsets of k of its judgements,
   * split ones counted half, put into the benchmark's own formula. @1 is the mean over the single
   * judgements.
   *
   * @param votes k
   * @param items what they come out as, on average
   */
  public record OfVotes(int votes, List<Scored> items, List<Measured> metrics) {}

  /**
   * @param scored the items by all votes
   * @param asked numbers of votes of the curve; empty for the usual ones
   * @param key what the bootstraps draw with
   * @throws InvalidInput if a number is asked for and there are not so many votes
   */
  static VotingResults of(
      Benchmark benchmark,
      List<Item> items,
      Verdicts verdicts,
      List<Scored> scored,
      List<Integer> asked,
      Key key) {
    long split =
        verdicts.judged().stream()
            .filter(one -> one.votes().result() == MajorityVote.Result.SPLIT)
            .count();
    List<Metric> metrics = benchmark.metrics(scored);
    Map<String, Double> expected = new LinkedHashMap<>();
    if (split > 0 && verdicts.splits() != SplitVotes.TIE) {
      List<Metric> fixed = without(metrics, items, scored, Item::asksByVerdict);
      List<Scored> mean = scored(items, verdicts.expected(), item -> !item.asksByVerdict());
      for (Metric metric : fixed) {
        double value = metric.value().applyAsDouble(metric.counted(mean));
        if (!Double.isNaN(value)) {
          expected.put(metric.name(), value);
        }
      }
    }
    int most = verdicts.leastVotes();
    check(asked, most);
    List<Metric> averaged = without(metrics, items, scored, Item::asksByVerdict);
    List<OfVotes> curve = new ArrayList<>();
    boolean sample = !asked.isEmpty() || verdicts.haveAsManyVotes();
    if (most > 1 && sample && !averaged.isEmpty()) {
      for (int votes : counts(most, asked)) {
        List<Scored> some = scored(items, verdicts.ofVotes(votes), item -> !item.asksByVerdict());
        curve.add(
            new OfVotes(
                votes,
                some,
                averaged.stream()
                    .flatMap(m -> Measured.of(m, some, key.with("votes")).stream())
                    .toList()));
      }
    }
    List<String> leftOut = new ArrayList<>();
    if (most > 1) {
      metrics.stream().filter(m -> !averaged.contains(m)).map(Metric::name).forEach(leftOut::add);
    }
    return new VotingResults(
        verdicts.splits(), split, verdicts.judged().size(), expected, curve, leftOut);
  }

  private static void check(List<Integer> asked, int most) {
    for (int votes : asked) {
      if (votes > most) {
        throw InvalidInput.of(
            "votes: %d are asked for, must be at most %d, the judgements that every comparison has;"
                + " ask for fewer",
            votes, most);
      }
    }
  }

  private static Set<Integer> counts(int most, List<Integer> asked) {
    if (!asked.isEmpty()) {
      return new TreeSet<>(asked);
    }
    Set<Integer> counts = new TreeSet<>(Set.of(1, most));
    for (int k = 2; k < most; k *= 2) {
      counts.add(k);
    }
    return counts;
  }

  private static List<Scored> scored(List<Item> items, Verdicts verdicts, Predicate<Item> which) {
    return items.stream().filter(which).map(item -> item.score(verdicts)).toList();
  }

  /** The metrics that count no item of a kind. */
  private static List<Metric> without(
      List<Metric> metrics, List<Item> items, List<Scored> scored, Predicate<Item> kind) {
    Set<String> ids = new HashSet<>();
    items.stream().filter(kind).map(Item::id).forEach(ids::add);
    return metrics.stream()
        .filter(metric -> metric.counted(scored).stream().noneMatch(s -> ids.contains(s.id())))
        .toList();
  }

  /** Writes the rule, the number of split votes and the curve. */
  void writeInto(ObjectNode json) {
    json.putObject("split_votes").put("rule", splits.word()).put("split", split).put("of", of);
    ArrayNode voting = json.putArray("voting");
    for (OfVotes one : curve) {
      ObjectNode metrics = voting.addObject().put("votes", one.votes()).putObject("metrics");
      one.metrics().forEach(number -> number.writeInto(metrics.putObject(number.name())));
    }
    if (!leftOut.isEmpty()) {
      leftOut.forEach(json.withArray("voting_left_out")::add);
      json.put("voting_left_out_why", WHY_LEFT_OUT);
    }
  }
}
