package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Best of n: a question with n responses, some of them right, of which a knockout of n - 1
 * comparisons picks one. The credit is 1 where that one is right.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model", section 3.3. The bracket is a random one
 * that follows from the item's id; a response without an opponent goes through; where a comparison
 * chooses neither response, a coin does.
 *
 * <p>Values: {@value #CHANCE}, the share of responses that are right; {@value #POSSIBLE}, 1 where
 * any is.
 *
 * @param right whether each response is right
 */
public record KnockoutItem(
    String id, String subset, String query, List<String> responses, List<Boolean> right)
    implements Item {

  public static final String CHANCE = "chance";
  public static final String POSSIBLE = "possible";

  public KnockoutItem {
    responses = List.copyOf(responses);
    right = List.copyOf(right);
  }

  /** The comparisons of all rounds that can be named, and who is left. */
  private record Bracket(List<Comparison> comparisons, List<Integer> left) {}

  @Override
  public List<Comparison> comparisons(Verdicts known) {
    return bracket(known).comparisons();
  }

  private Bracket bracket(Verdicts known) {
    List<Comparison> all = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    for (int index : Key.of(0, "bracket").with(id).permutation(responses.size())) {
      left.add(index);
    }
    while (left.size() > 1) {
      List<Integer> winners = new ArrayList<>();
      boolean complete = true;
      for (int i = 0; i + 1 < left.size(); i += 2) {
        Comparison comparison = comparison(left.get(i), left.get(i + 1));
        all.add(comparison);
        complete &= known.has(comparison.id());
        winners.add(winner(comparison, known) == Side.FIRST ? left.get(i) : left.get(i + 1));
      }
      if (!complete) {
        return new Bracket(all, left);
      }
      if (left.size() % 2 == 1) {
        winners.add(left.get(left.size() - 1));
      }
      left = winners;
    }
    return new Bracket(all, left);
  }

  private Side winner(Comparison comparison, Verdicts known) {
    return known
        .decision(comparison.id())
        .side()
        .orElseGet(
            () ->
                Key.of(0, "bracket").with(comparison.id()).uniform(0) < 0.5
                    ? Side.FIRST
                    : Side.SECOND);
  }

  private Comparison comparison(int first, int second) {
    Optional<Side> gold =
        right.get(first).equals(right.get(second))
            ? Optional.empty()
            : Optional.of(right.get(first) ? Side.FIRST : Side.SECOND);
    return new Comparison(
        subset,
        new OpenPair(
            id + ":" + (first + 1) + "-" + (second + 1),
            query,
            responses.get(first),
            responses.get(second),
            gold));
  }

  @Override
  public boolean asksByVerdict() {
    return true;
  }

  @Override
  public int expected() {
    return responses.size() - 1;
  }

  @Override
  public Scored score(Verdicts verdicts) {
    List<Integer> left = bracket(verdicts).left();
    if (left.size() != 1) {
      throw new IllegalStateException("the knockout of " + id + " has not ended");
    }
    double chance = right.stream().filter(r -> r).count() / (double) right.size();
    return new Scored(
        id,
        subset,
        right.get(left.get(0)) ? 1 : 0,
        new TreeMap<>(Map.of(CHANCE, chance, POSSIBLE, chance > 0 ? 1.0 : 0.0)));
  }
}
