package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is known so far: the judgements of comparisons, each in one order or in both. */
public final class Verdicts {

  private final Map<String, JudgedComparison> byShowing = new LinkedHashMap<>();
  private boolean scores;

  /**
   * Adds judgements.
   *
   * @return false if this comparison has judgements in this order already; they are then kept
   */
  public boolean add(JudgedComparison judged) {
    scores |= judged.samples().stream().anyMatch(sample -> sample.margin().isPresent());
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

  /** The votes of each order in which a comparison was judged, for its own order. */
  public List<MajorityVote> orders(String id) {
    List<MajorityVote> votes = new ArrayList<>();
    for (Order order : Order.values()) {
      of(id, order).map(JudgedComparison::votes).ifPresent(votes::add);
    }
    return votes;
  }

  /** All votes on a comparison together. */
  public MajorityVote all(String id) {
    return orders(id).stream().reduce(MajorityVote.NONE, MajorityVote::plus);
  }

  /** What all votes on a comparison say together. */
  public Result result(String id) {
    return all(id).result();
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

  /** Everything, in the order in which it was added. */
  public Collection<JudgedComparison> judged() {
    return byShowing.values();
  }
}
