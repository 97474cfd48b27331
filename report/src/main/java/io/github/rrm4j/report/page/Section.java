package io.github.rrm4j.report.page;

import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.statistics.table.Table;
import java.util.List;
import java.util.stream.Stream;

/**
 * A section of a page; its figures and tables can also be written as files.
 *
 * @param id unique on the page
 * @param kind sections of one kind are laid out alike; may be empty
 */
public record Section(String id, String title, String kind, List<Part> parts) {

  public Section {
    parts = List.copyOf(parts);
  }

  /** Its figures, apart from those in boxes. */
  public List<Figure> figures() {
    return parts.stream()
        .flatMap(part -> part instanceof Part.Figures some ? some.figures().stream() : Stream.of())
        .toList();
  }

  /** Its tables, apart from those in boxes. */
  public List<Table> tables() {
    return parts.stream()
        .flatMap(part -> part instanceof Part.Tabular one ? Stream.of(one.table()) : Stream.of())
        .toList();
  }
}
