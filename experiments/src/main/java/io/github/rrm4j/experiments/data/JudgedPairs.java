package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.scaling.BenchmarkPairs;
import io.github.rrm4j.experiments.data.EvaluationData;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pairs whose better response is known: of a file, of the built-in world, or the comparisons of a
 * benchmark in its sections.
 *
 * @param world the files and how many items of them; of a benchmark its items, a sample in
 *     proportion to its subsets
 * @param benchmark its name; empty for pairs
 */
record JudgedPairs(EvaluationData world, Optional<String> benchmark) {

  /** Pairs that were read. */
  record Loaded(List<Pair> pairs, Optional<BenchmarkPairs> benchmark) {}

  String data() {
    return world.data();
  }

  int items() {
    return world.items();
  }

  Loaded load() {
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

  /** How many pairs there are; empty where the data is not there. */
  OptionalLong count() {
    return Source.isThere(world.file())
        ? OptionalLong.of(load().pairs().size())
        : OptionalLong.empty();
  }

  /** What decides the items, as an input of a piece. */
  String described() {
    return benchmark.map(name -> name + " of ").orElse("") + world.described();
  }
}
