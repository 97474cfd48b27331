package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.Slips;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Any file of preference pairs, each shown in both orders; and the miniature world, whose held-out
 * pairs are drawn where no file is given.
 *
 * <p>The layouts are those of {@link PairSource}, prepared as a run prepares its held-out pairs.
 * Accuracy is the mean over both orders; {@code both_orders} is the share of pairs of which both
 * orders are right. Subsets are the sections of the pairs.
 *
 * @param miniature whether it is the miniature world
 */
record Preferences(boolean miniature) implements Benchmark {

  private static final long WORLD = 1;
  private static final int WORLD_PAIRS = 400;

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        miniature ? "miniature" : "preference",
        miniature
            ? "the held-out pairs of the miniature world, made where no file is given"
            : "any file of preference pairs, in both orders (docs/data.md)",
        Orders.BOTH);
  }

  @Override
  public boolean makesItsOwn() {
    return miniature;
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    List<Pair> pairs =
        path.isEmpty() && miniature
            ? Miniature.generate(WORLD, 0, WORLD_PAIRS, 0, Slips.STANDARD).heldout()
            : pairs(path, notes);
    return pairs.stream().map(Preferences::item).toList();
  }

  private static Item item(Pair pair) {
    return new PairItem(new Comparison(pair.section(), OpenPair.of(pair)), 0);
  }

  private static List<Pair> pairs(String path, Consumer<String> notes) {
    Preparation.Settings rules =
        new Preparation.Settings(true, true, Optional.empty(), pair -> 0, Limit.NONE);
    List<Pair> pairs = new ArrayList<>();
    Mixture mixture = Mixture.of(PairSource.of(path));
    Tally tally = Preparation.of(mixture, rules, Key.of(0, "evaluation"), pairs::add);
    tally.lines(path, Limit.NONE.tokens()).forEach(notes);
    if (pairs.isEmpty()) {
      throw new InvalidInput(path + ": has no pair to judge, must have at least one");
    }
    return pairs;
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(Metric.accuracy("accuracy", item -> true));
    if (!items.isEmpty() && items.stream().allMatch(item -> item.has(PairItem.BOTH))) {
      metrics.add(Metric.mean("both_orders", item -> true, item -> item.value(PairItem.BOTH)));
    }
    metrics.addAll(Averages.ofSubsets(items));
    return metrics;
  }
}
