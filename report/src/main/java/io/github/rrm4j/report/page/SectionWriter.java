package io.github.rrm4j.report.page;

import java.util.List;

/** Writes sections and their parts into a page. */
final class SectionWriter {

  private final Html html;
  private final FigureWriter figures;
  private final TableWriter tables;
  private String heading = "";

  SectionWriter(Html html) {
    this.html = html;
    this.figures = new FigureWriter(html);
    this.tables = new TableWriter(html);
  }

  void write(Section section) {
    html.open("section", "id", section.id(), "class", section.kind());
    html.element("h2", section.title());
    heading = section.title();
    write(section.parts());
    html.close();
  }

  void write(List<Part> parts) {
    parts.forEach(this::write);
  }

  private void write(Part part) {
    if (part instanceof Part.Heading title) {
      html.element("h3", title.text());
      heading = title.text();
    } else if (part instanceof Part.Note note) {
      html.element("p", note.text(), "class", "note");
    } else if (part instanceof Part.Warning warning) {
      html.element("p", warning.text(), "class", "warning");
    } else if (part instanceof Part.Facts facts) {
      facts(facts);
    } else if (part instanceof Part.Contents contents) {
      contents(contents.sections());
    } else if (part instanceof Part.Cards cards) {
      cards(cards.cards());
    } else if (part instanceof Part.Badges badges) {
      html.open("p", "class", "badges");
      badges.badges().forEach(tables::badge);
      html.close();
    } else if (part instanceof Part.Figures some) {
      html.open("div", "class", "figures");
      some.figures().forEach(figure -> figures.write(figure, some.wide()));
      html.close();
    } else if (part instanceof Part.Tabular tabular) {
      tables.write(tabular, heading);
    } else if (part instanceof Part.Verbatim verbatim) {
      verbatim(verbatim);
    } else if (part instanceof Part.Folded folded) {
      html.open("details", "class", "more").element("summary", folded.title()).open("ul");
      folded.lines().forEach(line -> html.element("li", line));
      html.close().close();
    } else if (part instanceof Part.Box box) {
      html.open("div", "class", box.kind());
      write(box.parts());
      html.close();
    } else if (part instanceof Part.Markup markup) {
      markup.writer().accept(html);
    }
  }

  private void facts(Part.Facts facts) {
    html.open("p", "class", "facts");
    if (!facts.of().isEmpty()) {
      html.element("b", facts.of() + ": ");
    }
    facts.facts().forEach(fact -> html.element("span", fact));
    html.close();
  }

  private void contents(List<Section> sections) {
    if (sections.size() > 1) {
      html.open("nav");
      sections.forEach(one -> html.element("a", one.title(), "href", "#" + one.id()));
      html.close();
    }
  }

  private void cards(List<Part.Card> cards) {
    html.open("div", "class", "cards");
    for (Part.Card card : cards) {
      html.open("div", "class", "card").element("span", card.title());
      html.element("b", card.number()).element("small", card.below()).close();
    }
    html.close();
  }

  private void verbatim(Part.Verbatim verbatim) {
    if (verbatim.title().isEmpty()) {
      html.element("pre", verbatim.text(), "tabindex", "0");
    } else {
      html.open("details", "class", "more").element("summary", verbatim.title());
      html.element("pre", verbatim.text(), "tabindex", "0").close();
    }
  }
}
