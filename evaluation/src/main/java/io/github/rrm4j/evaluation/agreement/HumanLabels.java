package io.github.rrm4j.evaluation.agreement;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.item.LabelledItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What people said of pairs.
 *
 * @param pairs in the order of the file; ids are unique
 * @param remarks what was left out, one sentence each
 */
public record HumanLabels(List<LabelledPair> pairs, List<String> remarks) {

  /** The annotator of a file that names none. */
  public static final String PERSON = "person";

  /** The annotator of a benchmark that publishes only which response is better. */
  public static final String GOLD = "gold";

  public HumanLabels {
    pairs = List.copyOf(pairs);
    remarks = List.copyOf(remarks);
  }

  /** Everybody who labelled a pair, by name; numbers in names by their size. */
  public List<String> annotators() {
    TreeSet<String> names =
        new TreeSet<>(
            Comparator.comparing((String name) -> name.replaceAll("\\d+$", ""))
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()));
    pairs.forEach(pair -> names.addAll(pair.labels().keySet()));
    return List.copyOf(names);
  }

  /**
   * Reads a file of labels, in any format of {@link io.github.rrm4j.data.rows.DataFile}; {@link
   * LabelFile} says of which form its rows are.
   *
   * @throws InvalidInput if it cannot be read or holds no label
   */
  public static HumanLabels read(Path file) {
    return new LabelFile(file).read();
  }

  /**
   * Reads the labels that a benchmark publishes: of each annotator where it has several, else which
   * response is better.
   *
   * @param path of the owners' files
   * @throws InvalidInput if they cannot be read or hold no label
   */
  public static HumanLabels of(Benchmark benchmark, String path) {
    List<String> remarks = new ArrayList<>();
    Map<String, LabelledPair> pairs = new LinkedHashMap<>();
    int without = 0;
    for (Item item : benchmark.read(path, remarks::add)) {
      for (Comparison comparison : item.comparisons(new Verdicts())) {
        Map<String, Label> labels = labels(item, comparison.pair());
        without += labels.isEmpty() ? 1 : 0;
        if (!labels.isEmpty()) {
          pairs.put(
              comparison.id(),
              new LabelledPair(
                  comparison.id(),
                  Optional.of(comparison.subset()),
                  Optional.empty(),
                  Optional.of(comparison.pair()),
                  labels));
        }
      }
    }
    if (without > 0) {
      remarks.add(
          Text.format("comparisons of the benchmark left out without a label: %d", without));
    }
    return new HumanLabels(some(path, pairs.values()), remarks);
  }

  private static Map<String, Label> labels(Item item, OpenPair pair) {
    if (item instanceof LabelledItem labelled && !labelled.annotators().isEmpty()) {
      Map<String, Label> labels = new LinkedHashMap<>();
      labelled.annotators().forEach((name, number) -> labels.put(name, label(number)));
      return labels;
    }
    return pair.gold()
        .map(side -> Map.of(GOLD, side == Side.FIRST ? Label.FIRST : Label.SECOND))
        .orElse(Map.of());
  }

  private static Label label(int number) {
    return number == 0 ? Label.TIE : number == 1 ? Label.FIRST : Label.SECOND;
  }

  static List<LabelledPair> some(String place, Collection<LabelledPair> pairs) {
    if (pairs.isEmpty()) {
      throw new InvalidInput(
          place + ": holds no label of a person, must have some (first, second or tie); add them");
    }
    return List.copyOf(pairs);
  }
}
