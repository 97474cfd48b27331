package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.board.BoardFolder.Kind;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.records.Standing;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All folders, with how each stands; some can be chosen and shown over each other. */
record IndexPage(Path root, List<BoardFolder> folders) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  ReportPage page() throws IOException {
    Map<BoardFolder, Standing> standings = new LinkedHashMap<>();
    for (BoardFolder folder : folders) {
      standings.put(folder, standing(folder));
    }
    Part part =
        folders.isEmpty()
            ? new Part.Note("There is no run, evaluation or sweep in it yet.")
            : new Part.Markup(html -> table(html, standings));
    return new ReportPage(
        Pages.KIND,
        root.getFileName() == null ? root.toString() : root.getFileName().toString(),
        List.of(
            new Part.Facts("", List.of(Numbers.counted(folders.size(), "folder"))), Pages.live()),
        new SectionList().add("folders", "Folders", List.of(part)).sections());
  }

  /** How a folder stands; a file that cannot be read is said in its place. */
  private static Standing standing(BoardFolder folder) throws IOException {
    try {
      if (folder.kinds().contains(Kind.RUN)) {
        return Standing.ofRun(folder.path());
      }
      return folder.kinds().contains(Kind.EVALUATION)
          ? Standing.ofEvaluation(folder.path())
          : new Standing("", "", Optional.empty());
    } catch (InvalidInput e) {
      return new Standing("cannot be read", "", Optional.empty());
    }
  }

  private static void table(Html html, Map<BoardFolder, Standing> standings) {
    html.open("form", "action", Board.VIEW, "method", "get");
    html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "stacked");
    html.open("thead").open("tr");
    for (String title :
        List.of("Folder", "Kind", "Stands at", "Measured", "Value", "Changed, UTC")) {
      html.element("th", title, "scope", "col");
    }
    html.close().close().open("tbody");
    standings.forEach((folder, standing) -> row(html, folder, standing));
    html.close().close().close();
    html.open("p", "class", "search").open("button", "type", "submit");
    html.text("Show those chosen over each other").close().close().close();
  }

  private static void row(Html html, BoardFolder folder, Standing standing) {
    html.open("tr").open("th", "scope", "row");
    if (!folder.written()) {
      html.single(
          "input",
          "type",
          "checkbox",
          "name",
          "of",
          "value",
          folder.name(),
          "aria-label",
          "choose " + folder.name());
      html.text(" ");
    }
    html.element("a", folder.name(), "href", Query.address(Board.VIEW, "of", folder.name()));
    html.close();
    cell(html, "Kind", folder.kinds().stream().map(Kind::word).collect(Collectors.joining(", ")));
    cell(html, "Stands at", standing.progress());
    cell(html, "Measured", standing.measure());
    cell(html, "Value", standing.value().map(IndexPage::value).orElse(""));
    cell(html, "Changed, UTC", changed(folder.changed()));
    html.close();
  }

  /** As a share where it can be one. */
  private static String value(Estimate value) {
    boolean share = value.drawnLow() >= 0 && value.drawnHigh() <= 1;
    return (share ? Unit.SHARE : Unit.PLAIN).text(value);
  }

  private static void cell(Html html, String title, String text) {
    html.element("td", text, "data-title", title);
  }

  private static String changed(Instant time) {
    return TIME.format(time);
  }
}
