package io.github.rrm4j.evaluation.agreement;

import io.github.rrm4j.data.OpenPair;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people say of one pair.
 *
 * @param section empty where it has none
 * @param language as the file says it; empty where it does not
 * @param texts of the pair, where they are known
 * @param labels by annotator; who left the pair out is not among them
 */
public record LabelledPair(
    String id,
    Optional<String> section,
    Optional<String> language,
    Optional<OpenPair> texts,
    Map<String, Label> labels) {

  public LabelledPair {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** The label that more annotators chose than any other; empty where there is no such label. */
  public Optional<Label> majority() {
    return majority(labels.values());
  }

  /** The majority of all annotators but one. */
  public Optional<Label> majorityWithout(String annotator) {
    return majority(
        labels.entrySet().stream()
            .filter(one -> !one.getKey().equals(annotator))
            .map(Map.Entry::getValue)
            .toList());
  }

  private static Optional<Label> majority(Collection<Label> some) {
    int[] counts = new int[Label.values().length];
    some.forEach(label -> counts[label.ordinal()]++);
    List<Label> order =
        Stream.of(Label.values())
            .sorted((one, other) -> counts[other.ordinal()] - counts[one.ordinal()])
            .toList();
    return counts[order.get(0).ordinal()] > counts[order.get(1).ordinal()]
        ? Optional.of(order.get(0))
        : Optional.empty();
  }
}
