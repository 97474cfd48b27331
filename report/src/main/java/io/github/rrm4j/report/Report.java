package io.github.rrm4j.report;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.Section;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.report.section.Introduction;
import io.github.rrm4j.report.section.ReportSections;
import io.github.rrm4j.statistics.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A report on runs, evaluations, scaling and stress: one self-contained page, and each figure and
 * table as files.
 */
public final class Report {

  private final ReportInput input;
  private final List<Section> sections;

  private Report(ReportInput input) {
    this.input = input;
    this.sections = ReportSections.of(input);
  }

  /**
   * Reads folders, each by what it holds; one that holds folders of evaluations stands for those.
   * Lines that cannot be read, such as a last line that is still being written, are left out and
   * counted.
   *
   * @param folders of runs, {@code evaluate --output}, {@code scaling} and {@code stress}
   * @throws InvalidInput if one holds nothing to report
   */
  public static Report of(List<Path> folders) throws IOException {
    Chart.withoutScreen();
    return new Report(ReportInput.read(folders));
  }

  /**
   * Reads what a run has written so far; files that are absent are left out.
   *
   * @param folder with {@code config.yaml}, {@code metrics.jsonl}, {@code evaluations.jsonl} and
   *     {@code rollouts.jsonl}
   * @throws InvalidInput if it is not a folder
   */
  public static Report ofRun(Path folder) throws IOException {
    Chart.withoutScreen();
    return new Report(ReportInput.ofRun(folder));
  }

  /** The page. */
  public ReportPage page() {
    return new ReportPage(input.kind(), input.title(), Introduction.of(input, sections), sections);
  }

  /** Writes the page, replacing an earlier one as a whole. */
  public Path writePage(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    // As bytes: a lone surrogate, which a judge can write, is no text to Files.writeString.
    AtomicFiles.write(file, page().html().getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /**
   * Writes each figure as {@code ID.svg} and {@code ID.png} and each table as {@code ID.md} and
   * {@code ID.csv}, replacing files of these names.
   *
   * @return how many files
   */
  public int writeFiles(Path folder) throws IOException {
    Files.createDirectories(folder);
    int files = 0;
    for (Section section : sections) {
      for (Figure figure : section.figures()) {
        AtomicFiles.write(folder.resolve(figure.id() + ".svg"), Chart.document(figure));
        AtomicFiles.write(folder.resolve(figure.id() + ".png"), Chart.png(figure));
        files += 2;
      }
      for (Table table : section.tables()) {
        AtomicFiles.write(folder.resolve(table.id() + ".md"), table.markdown());
        AtomicFiles.write(folder.resolve(table.id() + ".csv"), table.csv());
        files += 2;
      }
    }
    return files;
  }
}
