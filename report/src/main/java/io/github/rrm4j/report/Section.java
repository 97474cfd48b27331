package io.github.rrm4j.report;

import java.util.List;

/**
 * A section of the report, which the page and the files beside it show.
 *
 * @param id in the page
 */
record Section(String id, String title, List<Part> parts) {

  Section {
    parts = List.copyOf(parts);
  }

  List<Figure> figures() {
    return parts.stream()
        .filter(Part.Figures.class::isInstance)
        .flatMap(part -> ((Part.Figures) part).figures().stream())
        .toList();
  }

  List<DataTable> tables() {
    return parts.stream()
        .filter(Part.Table.class::isInstance)
        .map(part -> ((Part.Table) part).table())
        .toList();
  }
}
