package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.result.ScoredItems;
import io.github.rrm4j.report.paper.Claim.Measure;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The results of a measuring piece.
 *
 * @param name of the piece
 * @param labels its names in tables
 * @param panels the panels it is a row of; its other tables have panels of their own
 * @param items the result of every item
 * @param tables by name; {@link Panel} says which are shown where
 */
public record PieceResult(
    String name,
    PieceLabel labels,
    List<Panel> panels,
    List<Scored> items,
    List<ResultRows> tables) {

  public static final String TABLES = "tables.json";

  /** The table in which each piece is one row, with its {@code votes} where there are several. */
  static final String SECTIONS = "sections";

  /** The table of {@value #SECTIONS} for each number of votes up to all of them. */
  static final String VOTING = "voting";

  private static final Set<Panel> CURVES = Set.of(Panel.VOTES, Panel.BUDGET, Panel.ADAPTIVE);

  /** A piece that tables call by one name. */
  public PieceResult(
      String name, String label, List<Panel> panels, List<Scored> items, List<ResultRows> tables) {
    this(name, PieceLabel.of(label), panels, items, tables);
  }

  /** Writes what {@link #read} reads. */
  public static void write(Path folder, List<Scored> items, List<ResultRows> tables)
      throws IOException {
    ScoredItems.write(folder.resolve(ScoredItems.FILE), items);
    ObjectNode json = Json.object();
    tables.forEach(table -> json.set(table.name(), table.toJson()));
    AtomicFiles.write(folder.resolve(TABLES), Json.pretty(json));
  }

  /**
   * Reads the folder of a finished piece.
   *
   * @throws InvalidInput if its files are missing or malformed
   */
  public static PieceResult read(String name, PieceLabel label, List<Panel> panels, Path folder) {
    Path file = folder.resolve(TABLES);
    List<ResultRows> tables = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonNode> table : Json.parse(Files.readString(file)).properties()) {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode row : table.getValue()) {
          rows.add((ObjectNode) row);
        }
        tables.add(new ResultRows(table.getKey(), rows));
      }
    } catch (JsonProcessingException | ClassCastException e) {
      throw new InvalidInput(
          file + ": holds no tables, must be as reproduce wrote it; restore it", e);
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + OneLine.of(e) + "); restore it", e);
    }
    return new PieceResult(
        name, label, panels, ScoredItems.read(folder.resolve(ScoredItems.FILE)), tables);
  }

  /** The rows of a table; none if the piece has no such table. */
  List<ObjectNode> rows(String table) {
    return tables.stream()
        .filter(each -> each.name().equals(table))
        .flatMap(each -> each.rows().stream())
        .toList();
  }

  /** The rows of the piece: those of fewer votes that are shown, then that of all votes. */
  List<ObjectNode> measured() {
    List<ObjectNode> measured = new ArrayList<>();
    for (int votes : new TreeSet<>(labels.fewer().keySet())) {
      rows(VOTING).stream()
          .filter(row -> row.path("votes").asInt() == votes)
          .forEach(measured::add);
    }
    measured.addAll(rows(SECTIONS));
    return measured;
  }

  /** Whether a panel shows its curves: one that it names, or any where it names none of curves. */
  boolean shows(Panel panel) {
    return panels.contains(panel) || panels.stream().noneMatch(CURVES::contains);
  }

  /** What the row of all votes is called. */
  String label() {
    return labels.whole();
  }

  /** What a row is called. */
  String label(ObjectNode row) {
    return labels.ofVotes(row.path("votes").asInt());
  }

  /**
   * A value of each item.
   *
   * @throws InvalidInput if no item has a value of that name
   */
  Map<String, Double> values(String value) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Scored item : items) {
      if (value.equals(Measure.CREDIT)) {
        values.put(item.id(), item.credit());
      } else if (item.has(value)) {
        values.put(item.id(), item.value(value));
      }
    }
    if (values.isEmpty()) {
      throw InvalidInput.of(
          "measure %s.%s: there is no such value, must be credit or one of %s",
          name,
          value,
          items.stream().flatMap(i -> i.values().keySet().stream()).distinct().toList());
    }
    return values;
  }

  Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    items.forEach(item -> sections.put(item.id(), item.subset()));
    return sections;
  }
}
