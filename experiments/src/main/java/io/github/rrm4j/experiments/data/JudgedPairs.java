package io.github.rrm4j.experiments.data;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.scaling.BenchmarkPairs;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import java.util.List;
import java.util.Optional;

/**
 * Pairs whose better response is known: of a file, of the built-in world, or the comparisons of a
 * benchmark in its sections.
 *
 * @param world the files and how many items of them; of a benchmark its items, a sample in
 *     proportion to its subsets
 * @param benchmark its name; empty for pairs
 */
public record JudgedPairs(EvaluationData world, Optional<String> benchmark) {

  /**
   * Pairs that were read.
   *
   * @param pairs of which one response is better
   * @param benchmark the comparisons of a benchmark, those among them that have no better response
   *     too
   */
  public record Loaded(List<Pair> pairs, Optional<BenchmarkPairs> benchmark) {

    /** Everything that is judged. */
    public List<OpenPair> open() {
      return benchmark.map(BenchmarkPairs::open).orElseGet(() -> VoteScaling.open(pairs));
    }

    /**
     * The same, where one response of every pair is better.
     *
     * @throws io.github.rrm4j.contracts.InvalidInput if neither response of a comparison is
     */
    public Loaded decided() {
      benchmark.ifPresent(BenchmarkPairs::decided);
      return this;
    }
  }

  public String data() {
    return world.data();
  }

  /** Reads the pairs. */
  public Loaded load() {
    if (benchmark.isEmpty()) {
      return new Loaded(world.pairs(), Optional.empty());
    }
    Benchmark protocol = Benchmarks.named(benchmark.get());
    BenchmarkPairs pairs = BenchmarkPairs.of(protocol, items(protocol));
    return new Loaded(pairs.pairs(), Optional.of(pairs));
  }

  private List<Item> items(Benchmark protocol) {
    String files = world.file().orElse("");
    return sample(protocol.read(files, System.err::println), world);
  }

  /** Some of the items of a benchmark, in proportion to its subsets. */
  static List<Item> sample(List<Item> items, EvaluationData world) {
    return world.items() == 0
        ? items
        : StratifiedSample.of(items, Item::subset, world.items(), world.sampleSeed()).items();
  }

  /** What decides the items, as an input of a piece. */
  public String described() {
    return benchmark.map(name -> name + " of ").orElse("") + world.described();
  }
}
