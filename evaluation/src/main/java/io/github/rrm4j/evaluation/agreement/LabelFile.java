package io.github.rrm4j.evaluation.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.judging.JudgementLine;
import io.github.rrm4j.judging.Order;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads labels of people. A row has the {@code id} (or {@code idx}) of a pair and one of
 *
 * <ul>
 *   <li>{@code annotator} and {@code label}: what one of them says;
 *   <li>{@code labels}: an object of what each says, by name, or a list;
 *   <li>{@code annotator1}, {@code annotator_ann}, ...: a field for each;
 *   <li>{@code label} alone: what people say together.
 * </ul>
 *
 * <p>An empty label is none. {@code order} swapped says that the labels are for the responses in
 * the other order. {@code section} (or {@code subset}), {@code language}, and the texts of the pair
 * ({@code prompt}, {@code response_1}, {@code response_2}) are read where they are there.
 */
final class LabelFile {

  private static final String ANNOTATOR = "annotator";
  private static final List<String> RESPONSES = List.of("response_1", "response_a");
  private static final List<String> OTHERS = List.of("response_2", "response_b", "system");

  private final Path file;
  private final Map<String, LabelledPair> pairs = new LinkedHashMap<>();
  private final Map<String, Map<String, Label>> labels = new LinkedHashMap<>();
  private final Set<String> contradicting = new HashSet<>();
  private final Set<String> unused = new TreeSet<>();
  private int repeated;
  private int empty;
  private int unknown;
  private String firstUnknown = "";
  private String firstContradicting = "";

  LabelFile(Path file) {
    this.file = file;
  }

  HumanLabels read() {
    JsonLines.forEach(file, this::add);
    List<LabelledPair> read = new ArrayList<>();
    int without = 0;
    for (LabelledPair pair : pairs.values()) {
      Map<String, Label> own = labels.get(pair.id());
      own.keySet().removeIf(annotator -> contradicting.contains(key(pair.id(), annotator)));
      if (own.isEmpty()) {
        without++;
      } else {
        read.add(new LabelledPair(pair.id(), pair.section(), pair.language(), pair.texts(), own));
      }
    }
    return new HumanLabels(HumanLabels.some(file.toString(), read), remarks(without));
  }

  private List<String> remarks(int without) {
    List<String> remarks = new ArrayList<>();
    told(remarks, unknown, "labels left out that are none of first, second and tie", firstUnknown);
    told(remarks, empty, "empty labels, whose annotators left the pair out", "");
    told(remarks, repeated, "labels that stand twice with the same word and count once", "");
    told(
        remarks,
        contradicting.size(),
        "labels left out whose annotator says two things of one pair",
        firstContradicting);
    told(remarks, without, "pairs left out without any label", "");
    if (!unused.isEmpty()) {
      remarks.add("fields that say nothing here: " + String.join(", ", unused));
    }
    return remarks;
  }

  private static void told(List<String> remarks, int count, String what, String first) {
    if (count > 0) {
      remarks.add(Text.format("%s: %d%s", what, count, first));
    }
  }

  private void add(Row row) {
    String id =
        Stream.of("id", "idx")
            .flatMap(field -> row.optionalWord(field).stream())
            .findFirst()
            .orElseThrow(() -> row.invalid("has no field 'id' (or 'idx'), add it"));
    boolean swapped = JudgementLine.order(row) == Order.SWAPPED;
    LabelledPair facts =
        new LabelledPair(
            id,
            row.optionalText("section").or(() -> row.optionalText("subset")),
            row.optionalText("language"),
            texts(row, swapped),
            Map.of());
    pairs.merge(id, facts, LabelFile::both);
    labels.computeIfAbsent(id, key -> new LinkedHashMap<>());
    said(row).forEach((annotator, value) -> add(row, id, annotator, value, swapped));
    unused.addAll(row.unusedFields());
  }

  private static LabelledPair both(LabelledPair one, LabelledPair other) {
    return new LabelledPair(
        one.id(),
        one.section().or(other::section),
        one.language().or(other::language),
        one.texts().or(other::texts),
        Map.of());
  }

  /** The pair in its own order, whatever its label is. */
  private static Optional<OpenPair> texts(Row row, boolean swapped) {
    boolean there = row.has("prompt") && RESPONSES.stream().anyMatch(row::has);
    if (!there) {
      return Optional.empty();
    }
    OTHERS.forEach(row::has);
    ObjectNode bare = row.object().deepCopy();
    bare.remove(List.of("label", "winner"));
    OpenPair pair = OpenPair.of(new Row(row.file(), row.file(), row.unit(), row.number(), bare));
    return Optional.of(swapped ? pair.swapped() : pair);
  }

  private Map<String, JsonNode> said(Row row) {
    Map<String, JsonNode> said = new LinkedHashMap<>();
    JsonNode all = row.value("labels");
    if (row.has(ANNOTATOR)) {
      said.put(row.text(ANNOTATOR).strip(), row.value("label"));
    } else if (all.isObject()) {
      all.properties().forEach(one -> said.put(one.getKey(), one.getValue()));
    } else if (all.isArray()) {
      for (JsonNode one : all) {
        said.put(ANNOTATOR + (said.size() + 1), one);
      }
    } else {
      row.object()
          .fieldNames()
          .forEachRemaining(
              field -> {
                if (field.startsWith(ANNOTATOR)) {
                  said.put(field, row.value(field));
                }
              });
      if (said.isEmpty() && row.object().has("label")) {
        said.put(HumanLabels.PERSON, row.value("label"));
      }
    }
    if (said.isEmpty()) {
      throw row.invalid(
          "has no label, must have annotator and label, labels, annotator1, annotator2, ..., or"
              + " label, add it");
    }
    return said;
  }

  private void add(Row row, String id, String annotator, JsonNode value, boolean swapped) {
    if (value.isMissingNode() || value.isNull() || value.asText("?").isBlank()) {
      empty++;
      return;
    }
    Optional<Label> label =
        Answer.spelled(value.isContainerNode() ? "?" : value.asText()).flatMap(Label::of);
    if (label.isEmpty()) {
      unknown++;
      if (firstUnknown.isEmpty()) {
        firstUnknown = " (first: " + row.place() + ": " + Row.shown(value) + ")";
      }
      return;
    }
    Label own = swapped ? label.get().swapped() : label.get();
    Label before = labels.get(id).putIfAbsent(annotator, own);
    if (before == own) {
      repeated++;
    } else if (before != null && contradicting.add(key(id, annotator))) {
      firstContradicting =
          firstContradicting.isEmpty()
              ? " (first: " + annotator + " on " + id + ")"
              : firstContradicting;
    }
  }

  private static String key(String id, String annotator) {
    return annotator + "\n" + id;
  }
}
