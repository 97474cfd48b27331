package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.Section;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.paper.ClaimResult.Effect;
import io.github.rrm4j.report.paper.ClaimResult.State;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A paper that was run with several seeds: its claims and its accuracies side by side. Each
 * interval is over the items of one seed; the seeds themselves show what another training gives.
 *
 * @param papers with the same claims, one of each seed
 */
public record SeedTable(List<Paper> papers) {

  private static final String RULE =
      "Each interval is over the items of one seed. The mean is over the seeds; with so few of them it"
          + " has no interval.";

  public SeedTable {
    papers = List.copyOf(papers);
  }

  public String markdown() {
    Paper first = papers.get(0);
    List<Section> sections =
        new SectionList()
            .add(
                "claims",
                "The poster's claims, by seed",
                List.of(
                    new Part.Tabular(Table.of("", columns("claim", "verdicts"), claims())),
                    new Part.Note(Findings.RULE + " " + RULE)))
            .add(
                "accuracies",
                "Accuracy in per cent, by seed",
                List.of(new Part.Tabular(Table.of("", columns("of", "items"), accuracies()))))
            .sections();
    List<Part> about = List.of(new Part.Note(first.about()));
    return new ReportPage("RRM4J paper", first.title(), about, sections).markdown();
  }

  private List<Column> columns(String first, String last) {
    List<Column> columns = new ArrayList<>(List.of(Column.text(first)));
    papers.forEach(paper -> columns.add(Column.number("seed " + paper.seed())));
    columns.add(Column.number("mean"));
    columns.add(last.equals("items") ? Column.number(last) : Column.text(last));
    return columns;
  }

  private static List<Cell> row(Cell first, List<Cell> bySeed, Cell... last) {
    return Stream.of(Stream.of(first), bySeed.stream(), Stream.of(last))
        .flatMap(cells -> cells)
        .toList();
  }

  private List<List<Cell>> claims() {
    List<List<ClaimResult>> bySeed = papers.stream().map(Paper::findings).toList();
    List<List<Cell>> rows = new ArrayList<>();
    for (int c = 0; c < papers.get(0).claims().size(); c++) {
      int index = c;
      List<ClaimResult> findings = bySeed.stream().map(all -> all.get(index)).toList();
      Claim claim = findings.get(0).claim();
      OptionalDouble mean =
          findings.stream()
              .flatMap(f -> f.effect().stream())
              .mapToDouble(Effect::difference)
              .average();
      rows.add(
          row(
              Cell.text(claim.says()),
              findings.stream()
                  .map(f -> f.effect().map(e -> e.cell(claim.quantity())).orElse(Measurements.NONE))
                  .toList(),
              number(mean, claim.quantity().effect()),
              Cell.text(verdicts(findings))));
    }
    return rows;
  }

  private static Cell number(OptionalDouble number, Unit unit) {
    return number.isPresent() ? Cell.number(number.getAsDouble(), unit) : Measurements.NONE;
  }

  /** {@code holds in 2, within noise in 1}; the word alone where all seeds agree. */
  private static String verdicts(List<ClaimResult> findings) {
    List<String> parts = new ArrayList<>();
    for (State state : State.values()) {
      long count = findings.stream().filter(finding -> finding.state() == state).count();
      if (count == findings.size()) {
        return state.words();
      }
      if (count > 0) {
        parts.add(state.words() + " in " + count);
      }
    }
    return String.join(", ", parts);
  }

  private List<List<Cell>> accuracies() {
    List<List<Cell>> rows = new ArrayList<>();
    for (PieceResult piece : papers.get(0).pieces()) {
      for (ObjectNode shown : shown(piece)) {
        String section = shown.path("section").asText();
        int votes = shown.path("votes").asInt();
        boolean fewer = piece.labels().fewer().containsKey(votes);
        String name = fewer ? piece.name() + ", voting@" + votes : piece.name();
        List<Optional<ObjectNode>> bySeed =
            papers.stream().map(paper -> row(paper, piece.name(), section, votes)).toList();
        OptionalDouble mean =
            bySeed.stream()
                .flatMap(Optional::stream)
                .mapToDouble(row -> row.path("accuracy").asDouble())
                .average();
        rows.add(
            row(
                Cell.text(section.equals(ItemMeans.ALL) ? name : name + ", " + section),
                bySeed.stream()
                    .map(row -> row.map(Measurements::accuracy).orElse(Measurements.NONE))
                    .toList(),
                number(mean, Unit.PERCENT),
                Measurements.count(shown, "n")));
      }
    }
    return rows;
  }

  private static List<ObjectNode> shown(PieceResult piece) {
    List<ObjectNode> rows = piece.measured();
    List<ObjectNode> all =
        rows.stream().filter(row -> row.path("section").asText().equals(ItemMeans.ALL)).toList();
    return all.isEmpty() ? rows : all;
  }

  private static Optional<ObjectNode> row(Paper paper, String piece, String section, int votes) {
    return paper.pieces().stream()
        .filter(each -> each.name().equals(piece))
        .flatMap(each -> each.measured().stream())
        .filter(row -> row.path("votes").asInt() == votes)
        .filter(row -> row.path("section").asText().equals(section))
        .findFirst();
  }
}
