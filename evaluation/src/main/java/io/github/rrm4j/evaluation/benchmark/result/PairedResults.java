package io.github.rrm4j.evaluation.benchmark.result;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Two results of one benchmark on the items that both have.
 *
 * @param benchmark of both
 * @param first items of the first result
 * @param second the same items of the second one, in the same order
 * @param onlyOne items that only one of them has, which are left out
 */
public record PairedResults(
    Benchmark benchmark, List<Scored> first, List<Scored> second, int onlyOne) {

  /**
   * Reads two folders of results.
   *
   * @throws InvalidInput if one is none, or they are of different benchmarks or of other items
   */
  public static PairedResults read(Path firstFolder, Path secondFolder) {
    String name = benchmark(firstFolder);
    String other = benchmark(secondFolder);
    if (!name.equals(other)) {
      throw InvalidInput.of(
          "%s: is a result of %s, must be of %s as %s is; compare results of one benchmark",
          secondFolder, other, name, firstFolder);
    }
    Map<String, Scored> others = new HashMap<>();
    List<Scored> secondItems = ScoredItems.read(secondFolder.resolve(ScoredItems.FILE));
    secondItems.forEach(item -> others.put(item.id(), item));
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    List<Scored> firstItems = ScoredItems.read(firstFolder.resolve(ScoredItems.FILE));
    for (Scored item : firstItems) {
      Scored same = others.get(item.id());
      if (same != null && same.subset().equals(item.subset())) {
        first.add(item);
        second.add(same);
      }
    }
    if (first.isEmpty()) {
      throw InvalidInput.of(
          "%s: has no item of %s, must have some of the same ones; evaluate both on the same data",
          secondFolder, firstFolder);
    }
    int onlyOne = firstItems.size() + secondItems.size() - 2 * first.size();
    return new PairedResults(Benchmarks.named(name), first, second, onlyOne);
  }

  private static String benchmark(Path folder) {
    Path file = folder.resolve(Result.FILE);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(
          folder
              + ": is no folder of a result (no "
              + Result.FILE
              + "), must be an --output of evaluate");
    }
    return Json.read(file, "restore it").path("benchmark").asText();
  }

  /**
   * The difference of every metric that both have.
   *
   * @param seed of the bootstraps
   */
  public List<Difference> differences(long seed) {
    return differences(seed, name -> true);
  }

  /**
   * The differences of some of the metrics that both have.
   *
   * @param which of them, by name
   */
  public List<Difference> differences(long seed, Predicate<String> which) {
    List<Difference> differences = new ArrayList<>();
    List<Metric> metrics = benchmark.metrics(first);
    List<String> ofSecond = benchmark.metrics(second).stream().map(Metric::name).toList();
    for (Metric metric : metrics) {
      if (ofSecond.contains(metric.name()) && which.test(metric.name())) {
        Difference.of(metric, first, second, Key.of(seed, "compare")).ifPresent(differences::add);
      }
    }
    return differences;
  }
}
