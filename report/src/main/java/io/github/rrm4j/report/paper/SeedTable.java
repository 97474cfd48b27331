package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.report.paper.Finding.Effect;
import io.github.rrm4j.report.paper.Finding.State;
import io.github.rrm4j.statistics.ItemMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A paper that was run with several seeds: its claims and its accuracies side by side. Each
 * interval is over the items of one seed; the seeds themselves show what another training gives.
 */
public final class SeedTable {

  private static final String RULE =
      "Each interval is over the items of one seed. The mean is over the seeds; with so few of them it"
          + " has no interval.";

  private final List<Paper> papers;

  /**
   * @param papers with the same claims, one of each seed
   */
  public SeedTable(List<Paper> papers) {
    this.papers = List.copyOf(papers);
  }

  /** The tables, in Markdown. */
  public String markdown() {
    Paper first = papers.get(0);
    List<String> parts = new ArrayList<>();
    parts.add("# " + first.title());
    parts.add(first.about());
    parts.add("## The poster's claims, by seed");
    parts.add(new Grid("", header("claim", "verdicts"), claims()).markdown());
    parts.add(Findings.RULE + " " + RULE);
    parts.add("## Accuracy in per cent, by seed");
    parts.add(new Grid("", header("of", "items"), accuracies()).markdown());
    return String.join("\n\n", parts.stream().map(String::strip).toList()) + "\n";
  }

  private List<String> header(String first, String last) {
    return line(first, papers.stream().map(paper -> "seed " + paper.seed()), "mean", last);
  }

  private static List<String> line(String first, Stream<String> bySeed, String... last) {
    return Stream.of(Stream.of(first), bySeed, Stream.of(last)).flatMap(cells -> cells).toList();
  }

  private List<List<String>> claims() {
    List<List<Finding>> bySeed =
        papers.stream().map(paper -> new Findings(paper.pieces()).of(paper.claims())).toList();
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < papers.get(0).claims().size(); c++) {
      int index = c;
      List<Finding> findings = bySeed.stream().map(all -> all.get(index)).toList();
      Claim claim = findings.get(0).claim();
      OptionalDouble mean =
          findings.stream()
              .flatMap(f -> f.effect().stream())
              .mapToDouble(Effect::difference)
              .average();
      rows.add(
          line(
              claim.says(),
              findings.stream()
                  .map(f -> f.effect().map(e -> Texts.of(e, claim.unit())).orElse(Texts.ABSENT)),
              mean.isPresent() ? Texts.signed(mean.getAsDouble(), claim.unit()) : Texts.ABSENT,
              verdicts(findings)));
    }
    return rows;
  }

  /** {@code holds in 2, within noise in 1}; the word alone where all seeds agree. */
  private static String verdicts(List<Finding> findings) {
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

  private List<List<String>> accuracies() {
    List<List<String>> rows = new ArrayList<>();
    for (PieceResult piece : papers.get(0).pieces()) {
      for (ObjectNode shown : shown(piece)) {
        String section = shown.path("section").asText();
        List<Optional<ObjectNode>> bySeed =
            papers.stream().map(paper -> row(paper, piece.name(), section)).toList();
        OptionalDouble mean =
            bySeed.stream()
                .flatMap(Optional::stream)
                .mapToDouble(row -> row.path("accuracy").asDouble())
                .average();
        rows.add(
            line(
                section.equals(ItemMeans.ALL) ? piece.name() : piece.name() + ", " + section,
                bySeed.stream()
                    .map(row -> row.map(r -> Texts.share(r, "accuracy")).orElse(Texts.ABSENT)),
                Texts.format("%.1f", 100 * mean.orElse(Double.NaN)),
                shown.path("n").asText(Texts.ABSENT)));
      }
    }
    return rows;
  }

  /** The row of all sections, else every row. */
  private static List<ObjectNode> shown(PieceResult piece) {
    List<ObjectNode> rows = piece.table(Measurements.SECTIONS).map(Table::rows).orElse(List.of());
    List<ObjectNode> all =
        rows.stream().filter(row -> row.path("section").asText().equals(ItemMeans.ALL)).toList();
    return all.isEmpty() ? rows : all;
  }

  private static Optional<ObjectNode> row(Paper paper, String piece, String section) {
    return paper.pieces().stream()
        .filter(each -> each.name().equals(piece))
        .flatMap(each -> each.table(Measurements.SECTIONS).stream())
        .flatMap(table -> table.rows().stream())
        .filter(row -> row.path("section").asText().equals(section))
        .findFirst();
  }
}
