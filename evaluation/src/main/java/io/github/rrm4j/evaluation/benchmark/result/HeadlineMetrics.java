package io.github.rrm4j.evaluation.benchmark.result;

import io.github.rrm4j.statistics.ItemMeans;
import java.util.List;
import java.util.Optional;

/**
 * Which of the metrics of a benchmark a table shows: the main one, then those of its sections, or
 * of its subsets where it has no sections.
 *
 * @param names of all metrics, the main one first; a benchmark of which a section is missing has no
 *     main one
 */
public record HeadlineMetrics(List<String> names) {

  private static final String SECTION = "section/";
  private static final String SUBSET = "subset/";

  /** Numbers beside the main one that publications have: those of PandaLM. */
  private static final String ALSO = "f1|without_ties/(agreement|f1)";

  public HeadlineMetrics {
    names = List.copyOf(names);
  }

  /** The main metric; empty where the benchmark's own needs a section that is not there. */
  public Optional<String> main() {
    return names.stream()
        .findFirst()
        .filter(name -> !name.startsWith(SECTION) && !name.startsWith(SUBSET));
  }

  /**
   * The part of the benchmark that a metric is of.
   *
   * @return {@value ItemMeans#ALL}, the name of a section or subset, or empty where the metric is
   *     not shown
   */
  public Optional<String> part(String name) {
    if (main().equals(Optional.of(name))) {
      return Optional.of(ItemMeans.ALL);
    }
    String prefix = names.stream().anyMatch(one -> one.startsWith(SECTION)) ? SECTION : SUBSET;
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  /**
   * What a table calls a metric that it shows: its part, or its own name where publications have it
   * beside the main one.
   *
   * @return empty where the metric is not shown
   */
  public Optional<String> row(String name) {
    return part(name).or(() -> Optional.of(name).filter(own -> own.matches(ALSO)));
  }
}
