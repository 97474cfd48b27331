package io.github.rrm4j.report.page;

import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Collects the sections of a page: leaves out empty ones, gives figures and tables names that no
 * other has, and says so where charts cannot be drawn.
 */
public final class SectionList {

  private static final Part.Note NO_FONTS =
      new Part.Note(
          "This machine has no fonts, so no charts were drawn. Install fontconfig and a font, and"
              + " write the report again.");

  private final List<Section> sections = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final boolean drawn = Chart.canDraw();

  /** Adds a section, unless it has no parts. */
  public SectionList add(String id, String title, List<Part> parts) {
    return add(id, title, "", parts);
  }

  /** Adds a section of a kind, unless it has no parts. */
  public SectionList add(String id, String title, String kind, List<Part> parts) {
    List<Part> shown = named(parts);
    if (!shown.isEmpty()) {
      sections.add(new Section(id, title, kind, shown));
    }
    return this;
  }

  /** All sections, in the order in which they were added. */
  public List<Section> sections() {
    return List.copyOf(sections);
  }

  private List<Part> named(List<Part> parts) {
    List<Part> shown = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Figures some && drawn) {
        List<Figure> figures = some.figures().stream().map(this::named).toList();
        shown.add(new Part.Figures(figures, some.wide()));
      } else if (part instanceof Part.Figures) {
        if (!shown.contains(NO_FONTS)) {
          shown.add(NO_FONTS);
        }
      } else if (part instanceof Part.Tabular one) {
        String name = unique("table", one.table().id());
        shown.add(new Part.Tabular(one.table().named(name), one.layout(), one.grouped()));
      } else if (part instanceof Part.Box box) {
        shown.add(new Part.Box(box.kind(), named(box.parts())));
      } else {
        shown.add(part);
      }
    }
    return shown;
  }

  private Figure named(Figure figure) {
    return new Figure(
        unique("figure", figure.id()),
        figure.caption(),
        figure.domain(),
        figure.range(),
        figure.lines());
  }

  /** As a file name: letters, digits and dashes, and a number where it is taken. */
  private String unique(String kind, String id) {
    String plain = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    plain = plain.replaceAll("^-|-$", "");
    String name = plain;
    for (int i = 2; !names.add(kind + " " + name); i++) {
      name = plain + "-" + i;
    }
    return name;
  }
}
