package io.github.rrm4j.evaluation.benchmark.result;

import static io.github.rrm4j.data.check.Benchmark.GRAM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.check.GramHashes;
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
 * @param overlap items that share a stretch of words with a prompt; empty where the run of the
 *     judge kept no stretches, as those of earlier versions did not
 */
public record Contamination(
    int prompts,
    int items,
    int seen,
    List<Measured> withoutSeen,
    List<Measured> seenOnly,
    Optional<Overlap> overlap) {

  /**
   * Items that were not seen themselves, and that share {@link
   * io.github.rrm4j.data.check.Benchmark#GRAM} words in a row with a prompt.
   *
   * @param grams how many different stretches of the prompts are kept
   * @param kept the share of all stretches that these are
   * @param items how many items
   * @param without the benchmark's numbers over the items that neither were seen nor overlap; empty
   *     where none overlaps
   * @param only the benchmark's numbers over those that overlap; empty where none does
   */
  public record Overlap(
      int grams, double kept, int items, List<Measured> without, List<Measured> only) {}

  /**
   * Looks for the queries of items among prompts.
   *
   * @param scored what the items came out as, in their order
   */
  static Contamination of(
      Benchmark benchmark,
      List<Item> items,
      List<Scored> scored,
      PromptHashes prompts,
      Optional<GramHashes> grams,
      Key key) {
    Set<String> seen = ids(items, prompts::has);
    return new Contamination(
        prompts.size(),
        items.size(),
        seen.size(),
        seen.isEmpty() ? List.of() : measured(benchmark, scored, s -> !seen.contains(s.id()), key),
        seen.isEmpty() ? List.of() : measured(benchmark, scored, s -> seen.contains(s.id()), key),
        grams.map(
            stretches -> {
              Set<String> overlap = ids(items, stretches::overlaps);
              overlap.removeAll(seen);
              boolean none = overlap.isEmpty();
              return new Overlap(
                  stretches.size(),
                  stretches.share(),
                  overlap.size(),
                  none
                      ? List.of()
                      : measured(
                          benchmark,
                          scored,
                          s -> !seen.contains(s.id()) && !overlap.contains(s.id()),
                          key),
                  none
                      ? List.of()
                      : measured(benchmark, scored, s -> overlap.contains(s.id()), key));
            }));
  }

  private static Set<String> ids(List<Item> items, Predicate<String> which) {
    Set<String> ids = new HashSet<>();
    items.stream()
        .filter(item -> item.queries().stream().anyMatch(which))
        .forEach(item -> ids.add(item.id()));
    return ids;
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

  /** Warnings in a line each; none where no item was seen or overlaps. */
  public List<String> warnings(String benchmark) {
    List<String> lines = new ArrayList<>();
    if (seen > 0) {
      lines.add(
          Text.format(
              "%s: the judge was trained on the query of %d of %d items%s",
              benchmark, seen, items, numbers(withoutSeen, "without them", seenOnly)));
    }
    if (overlap.isPresent() && overlap.get().items() > 0) {
      Overlap found = overlap.get();
      lines.add(
          Text.format(
              "%s: %d %sof %d items share %d words in a row with a query that the judge was trained"
                  + " on%s",
              benchmark,
              found.items(),
              seen > 0 ? "more " : "",
              items,
              GRAM,
              numbers(found.without(), seen > 0 ? "without both" : "without them", found.only())));
    }
    return lines;
  }

  private static String numbers(List<Measured> without, String words, List<Measured> only) {
    return without.isEmpty() || only.isEmpty()
        ? ""
        : Text.format(
            "; %s %s %s, %s on them alone",
            without.get(0).name(), main(without), words, main(only));
  }

  /** What is known in lines for a person: what is wrong, or that nothing is. */
  public List<String> lines(String benchmark) {
    List<String> lines = new ArrayList<>();
    if (seen == 0) {
      lines.add("the judge was trained on the query of none of the items");
    }
    lines.addAll(warnings(benchmark));
    if (overlap.isEmpty()) {
      lines.add(
          Text.format(
              "shared stretches of %d words are not known: the run of the judge kept none", GRAM));
    } else if (overlap.get().items() == 0) {
      lines.add(
          Text.format(
              "none of the %sitems shares %d words in a row with a query that it was trained on",
              seen > 0 ? "other " : "", GRAM));
    }
    overlap
        .filter(found -> found.kept() < 1)
        .ifPresent(
            found ->
                lines.add(
                    Text.format(
                        "of the stretches %.1f %% were kept: items that share few of them are"
                            + " missed",
                        100 * found.kept())));
    return lines;
  }

  private static String main(List<Measured> measured) {
    return measured.get(0).interval().percent(measured.get(0).value());
  }

  /** Puts the counts and both lists of numbers into an object. */
  void into(ObjectNode json) {
    json.put("training_prompts", prompts).put("items", items).put("seen", seen);
    write(json.putObject("without_seen"), withoutSeen);
    write(json.putObject("seen_only"), seenOnly);
    if (overlap.isPresent()) {
      Overlap found = overlap.get();
      json.put("training_grams", found.grams())
          .put("training_grams_kept", found.kept())
          .put("overlapping", found.items());
      write(json.putObject("without_overlapping"), found.without());
      write(json.putObject("overlapping_only"), found.only());
    } else {
      json.putNull("overlapping");
    }
  }

  private static void write(ObjectNode object, List<Measured> numbers) {
    numbers.forEach(number -> number.writeInto(object.putObject(number.name())));
  }
}
