package io.github.rrm4j.report.page;

import java.util.ArrayList;
import java.util.List;

/** Writes the texts and tables of a page as Markdown. */
final class MarkdownWriter {

  private final List<String> blocks = new ArrayList<>();

  String write(ReportPage page) {
    blocks.add("# " + page.title());
    write(page.introduction());
    for (Section section : page.sections()) {
      blocks.add("## " + section.title());
      write(section.parts());
    }
    return String.join("\n\n", blocks.stream().map(String::strip).toList()) + "\n";
  }

  private void write(List<Part> parts) {
    for (Part part : parts) {
      if (part instanceof Part.Heading title) {
        blocks.add("### " + title.text());
      } else if (part instanceof Part.Note note) {
        blocks.add(note.text());
      } else if (part instanceof Part.Tabular tabular) {
        if (!tabular.table().title().isEmpty()) {
          blocks.add(tabular.table().title());
        }
        blocks.add(tabular.table().markdown());
      } else if (part instanceof Part.Folded folded) {
        blocks.add(folded.title() + "\n\n- " + String.join("\n- ", folded.lines()));
      } else if (part instanceof Part.Box box) {
        write(box.parts());
      }
    }
  }
}
