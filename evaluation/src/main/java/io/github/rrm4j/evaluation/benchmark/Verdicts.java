package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.MajorityVote.Result;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is known so far: the judgements of comparisons, each in one order or in both, and what they
 * decide by a rule for split votes. Other readings of the same judgements are what they decide on
 * average ({@link #expected}), and what fewer of them would have ({@link #ofVotes}).
 */
public final class Verdicts {

  private static final int MOST_READINGS = 64;
  private static final Key FEWER = Key.of(0, "fewer votes");

  private final Map<String, JudgedComparison> byShowing;
  private final SplitRule rule;
  private final OptionalInt votes;
  private boolean scores;
  private boolean ties;

  /** Judgements of which a coin decides split votes. */
  public Verdicts() {
    this(SplitRule.of(SplitVotes.COIN, 0));
  }

  public Verdicts(SplitRule rule) {
    this(new LinkedHashMap<>(), rule, OptionalInt.empty());
  }

  private Verdicts(Map<String, JudgedComparison> byShowing, SplitRule rule, OptionalInt votes) {
    this.byShowing = byShowing;
    this.rule = rule;
    this.votes = votes;
  }

  /** No judgements yet, with the same rule. */
  public Verdicts none() {
    return new Verdicts(rule);
  }

  /** These judgements with split votes counted half: the mean over all coins. */
  public Verdicts expected() {
    return reading(OptionalInt.empty());
  }

  /**
   * What k votes of each order would have decided, mean over all subsets of these judgements.
   *
   * @param k at most {@link #leastVotes}
   */
  public Verdicts ofVotes(int k) {
    return reading(OptionalInt.of(k));
  }

  private Verdicts reading(OptionalInt some) {
    Verdicts other = new Verdicts(byShowing, SplitRule.HALF, some);
    other.scores = scores;
    other.ties = ties;
    return other;
  }

  /** The rule for split votes. */
  public SplitVotes splits() {
    return rule.splits();
  }

  /** How many votes every comparison has in every order in which it was judged; 0 without any. */
  public int leastVotes() {
    return byShowing.values().stream().mapToInt(one -> one.samples().size()).min().orElse(0);
  }

  /** Whether no comparison has more votes in an order than another one. */
  public boolean haveAsManyVotes() {
    int least = leastVotes();
    return byShowing.values().stream().allMatch(one -> one.samples().size() == least);
  }

  /**
   * Adds judgements, in the place of some of which one {@linkplain JudgedComparison#failed failed}.
   *
   * @return false if this comparison has judgements in this order already; they are then kept
   */
  public boolean add(JudgedComparison judged) {
    of(judged.id(), judged.order())
        .filter(JudgedComparison::failed)
        .ifPresent(old -> byShowing.remove(PresentedPair.key(old.id(), old.order())));
    scores |= judged.samples().stream().anyMatch(sample -> sample.margin().isPresent());
    ties |= judged.samples().stream().anyMatch(sample -> sample.answer() == Answer.TIE);
    return byShowing.putIfAbsent(PresentedPair.key(judged.id(), judged.order()), judged) == null;
  }

  /** Whether a comparison was judged in an order. */
  public boolean has(String id, Order order) {
    return byShowing.containsKey(PresentedPair.key(id, order));
  }

  /** Whether a comparison was judged at all. */
  public boolean has(String id) {
    return has(id, Order.GIVEN) || has(id, Order.SWAPPED);
  }

  /** The judgements of a comparison in an order. */
  public Optional<JudgedComparison> of(String id, Order order) {
    return Optional.ofNullable(byShowing.get(PresentedPair.key(id, order)));
  }

  /** The judgements of each order in which a comparison was judged. */
  private List<JudgedComparison> judgedOrders(String id) {
    List<JudgedComparison> judged = new ArrayList<>();
    for (Order order : Order.values()) {
      of(id, order).ifPresent(judged::add);
    }
    return judged;
  }

  /** All votes on a comparison together, for its own order. */
  public MajorityVote all(String id) {
    return judgedOrders(id).stream()
        .map(JudgedComparison::votes)
        .reduce(MajorityVote.NONE, MajorityVote::plus);
  }

  /**
   * How many readings there are of what k votes would have said, for numbers that are no mean over
   * single comparisons: as many as there are votes, {@value #MOST_READINGS} at most, so that each
   * vote is in as many readings as every other; 1 of all votes.
   */
  public int readings() {
    return votes.isPresent() && byShowing.values().stream().anyMatch(this::leavesOut)
        ? Math.min(MOST_READINGS, leastVotes())
        : 1;
  }

  private boolean leavesOut(JudgedComparison judged) {
    return judged.samples().size() > votes.orElseThrow();
  }

  /**
   * All votes on a comparison together in one reading: k of each order, which follow each other in
   * an order of the votes that is drawn for each comparison alone.
   *
   * @param reading from 0, below {@link #readings}
   */
  public MajorityVote all(String id, int reading) {
    if (votes.isEmpty()) {
      return all(id);
    }
    List<Result> some = new ArrayList<>();
    for (JudgedComparison judged : judgedOrders(id)) {
      List<Result> all = judged.results();
      int[] order = FEWER.with(id).with(judged.order().word()).permutation(all.size());
      int first = reading * all.size() / readings();
      for (int i = 0; i < votes.getAsInt(); i++) {
        some.add(all.get(order[(first + i) % all.size()]));
      }
    }
    return MajorityVote.counted(some);
  }

  /** What all votes on a comparison decide together. */
  public VoteDecision decision(String id) {
    return decision(judgedOrders(id));
  }

  /** What the votes of each order in which a comparison was judged decide, for its own order. */
  public List<VoteDecision> decisions(String id) {
    return judgedOrders(id).stream().map(judged -> decision(List.of(judged))).toList();
  }

  private VoteDecision decision(List<JudgedComparison> orders) {
    if (orders.isEmpty()) {
      return VoteDecision.certain(Result.UNREADABLE);
    }
    if (votes.isPresent()) {
      List<MajorityVote> counts = orders.stream().map(JudgedComparison::votes).toList();
      return VoteSubsets.of(counts, votes.getAsInt()).decision();
    }
    StringBuilder which = new StringBuilder();
    List<Result> results = new ArrayList<>();
    for (JudgedComparison order : orders) {
      which.append(order.order().word()).append(' ');
      results.addAll(order.results());
    }
    return rule.decide(results, orders.get(0).id(), which.toString());
  }

  /**
   * What the orders of a comparison decide, each with one voice, where the votes of one order can
   * be read they alone. Orders that do not agree are a tie of a judge that can say it, and split
   * otherwise.
   */
  public VoteDecision ofOrders(String id) {
    List<VoteDecision> orders = decisions(id);
    if (orders.size() == 1) {
      return orders.get(0);
    }
    VoteDecision mean = new VoteDecision(0, 0, 0, 0);
    for (Result one : Result.values()) {
      for (Result other : Result.values()) {
        double p = probability(orders.get(0), one) * probability(orders.get(1), other);
        if (p > 0) {
          mean = mean.plus(p, ofOrders(id, one, other));
        }
      }
    }
    return mean;
  }

  private VoteDecision ofOrders(String id, Result one, Result other) {
    boolean differ =
        one != other && one != Result.UNREADABLE && other != Result.UNREADABLE && saysTies();
    return differ
        ? VoteDecision.certain(Result.TIE)
        : rule.decide(List.of(one, other), id, "orders");
  }

  private static double probability(VoteDecision decision, Result result) {
    return switch (result) {
      case FIRST -> decision.first();
      case SECOND -> decision.second();
      case TIE -> decision.tie();
      case UNREADABLE -> decision.unreadable();
      case SPLIT -> 0;
    };
  }

  /**
   * Score of a comparison's first response minus that of the second, mean of the orders; empty
   * where a judgement has none.
   */
  public OptionalDouble margin(String id) {
    List<OptionalDouble> margins = new ArrayList<>();
    for (Order order : Order.values()) {
      of(id, order).map(JudgedComparison::margin).ifPresent(margins::add);
    }
    return margins.stream().allMatch(OptionalDouble::isPresent)
        ? margins.stream().mapToDouble(OptionalDouble::getAsDouble).average()
        : OptionalDouble.empty();
  }

  /**
   * Whether the judge gives each response a score, as a reward model does: one of its judgements
   * has a margin. What it says without one, such as of a score that is no number, cannot be read.
   */
  public boolean givesScores() {
    return scores;
  }

  /**
   * Whether the judge can say that neither response is better: one of its judgements does. Our own
   * judges never do.
   */
  public boolean saysTies() {
    return ties;
  }

  /** Everything, in the order in which it was added. */
  public Collection<JudgedComparison> judged() {
    return byShowing.values();
  }
}
