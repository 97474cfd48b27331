package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Items whose query the judge was trained on, and what the judge came out as without them and on
 * them alone.
 *
 * @param prompts how many different prompts it was trained on
 * @param items how many items there are
 * @param seen how many of them have a query that is one of these prompts, by its hash
 * @param withoutSeen the benchmark's numbers over the other items; empty where none was seen
 * @param seenOnly the benchmark's numbers over the seen ones; empty where none was seen
 */
public record Contamination(
    int prompts, int items, int seen, List<Measured> withoutSeen, List<Measured> seenOnly) {

  /**
   * Looks for the queries of items among prompts.
   *
   * @param scored what the items came out as, in their order
   */
  static Contamination of(
      Benchmark benchmark, List<Item> items, List<Scored> scored, PromptHashes prompts, Key key) {
    Set<String> seen = new HashSet<>();
    items.stream()
        .filter(item -> item.queries().stream().anyMatch(prompts::has))
        .forEach(item -> seen.add(item.id()));
    return new Contamination(
        prompts.size(),
        items.size(),
        seen.size(),
        seen.isEmpty() ? List.of() : measured(benchmark, scored, s -> !seen.contains(s.id()), key),
        seen.isEmpty() ? List.of() : measured(benchmark, scored, s -> seen.contains(s.id()), key));
  }

  private static List<Measured> measured(
      Benchmark benchmark, List<Scored> scored, Predicate<Scored> which, Key key) {
    List<Scored> some = scored.stream().filter(which).toList();
    List<Measured> measured = new ArrayList<>();
    if (!some.isEmpty()) {
      for (Metric metric : benchmark.metrics(some)) {
        Measured.of(metric, some, key).ifPresent(measured::add);
      }
    }
    return measured;
  }

  /** A warning in one line; empty where no item was seen. */
  public Optional<String> warning(String benchmark) {
    return seen == 0
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "%s: the judge was trained on the query of %d of %d items%s",
                benchmark,
                seen,
                items,
                withoutSeen.isEmpty() || seenOnly.isEmpty()
                    ? ""
                    : Text.format(
                        "; %s %s without them, %s on them alone",
                        withoutSeen.get(0).name(), main(withoutSeen), main(seenOnly))));
  }

  private static String main(List<Measured> measured) {
    return measured.get(0).interval().percent(measured.get(0).value());
  }

  /** Puts the counts and both lists of numbers into an object. */
  void into(ObjectNode json) {
    json.put("training_prompts", prompts).put("items", items).put("seen", seen);
    write(json.putObject("without_seen"), withoutSeen);
    write(json.putObject("seen_only"), seenOnly);
  }

  private static void write(ObjectNode object, List<Measured> numbers) {
    numbers.forEach(number -> number.writeInto(object.putObject(number.name())));
  }
}
