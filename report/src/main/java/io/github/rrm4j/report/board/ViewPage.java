package io.github.rrm4j.report.board;

import io.github.rrm4j.report.Report;
import io.github.rrm4j.report.board.BoardFolder.Kind;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The report on some folders, kept up to date. In the place of a sample of their judgements it
 * links to all of them.
 */
record ViewPage(List<BoardFolder> folders) {

  private static final String JUDGEMENTS = "rollouts"; // the section of the report

  ReportPage page() throws IOException {
    ReportPage report = Report.of(folders.stream().map(BoardFolder::path).toList()).page();
    List<Part> introduction = new ArrayList<>(report.introduction());
    introduction.add(Pages.home());
    introduction.add(Pages.live());
    List<Section> sections =
        report.sections().stream()
            .map(section -> section.id().equals(JUDGEMENTS) ? judgements() : section)
            .toList();
    return new ReportPage(report.kind(), report.title(), introduction, sections);
  }

  private Section judgements() {
    Part links =
        new Part.Markup(
            html -> {
              html.open("ul");
              for (BoardFolder folder : folders) {
                if (folder.kinds().contains(Kind.RUN) || folder.kinds().contains(Kind.EVALUATION)) {
                  String address = Query.address(Board.JUDGEMENTS, "of", folder.name());
                  html.open("li")
                      .element("a", "All judgements of " + folder.name(), "href", address);
                  html.close();
                }
              }
              html.close();
            });
    return new Section(JUDGEMENTS, "Judgements", "", List.of(links));
  }
}
