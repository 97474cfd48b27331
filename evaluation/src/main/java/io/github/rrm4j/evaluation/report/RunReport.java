package io.github.rrm4j.evaluation.report;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the self-contained page {@code report.html} of a run. */
public final class RunReport {

  private RunReport() {}

  /**
   * Reads what the run folder holds and writes {@code report.html} into it, replacing an earlier
   * one as a whole. Files that are absent are left out of the page; lines that cannot be read, such
   * as a last line that is still being written, are left out and counted.
   *
   * @param runFolder the folder with {@code config.yaml}, {@code metrics.jsonl}, {@code
   *     evaluations.jsonl} and {@code rollouts.jsonl}
   * @return the file written
   * @throws InvalidInput if {@code runFolder} is not a folder
   * @throws IOException if a file cannot be read or the page cannot be written
   */
  public static Path write(Path runFolder) throws IOException {
    // Charts are drawn without a screen; set before the first class of AWT is loaded.
    System.setProperty("java.awt.headless", "true");
    if (!Files.isDirectory(runFolder)) {
      throw new InvalidInput(runFolder + ": is not a folder; name the folder of a run");
    }
    String page = new ReportPage(RunRecords.read(runFolder)).html();
    Path report = runFolder.resolve("report.html");
    Path unfinished = runFolder.resolve("report.html.tmp");
    // Not Files.writeString: it refuses a lone surrogate, which a judge can write.
    Files.write(unfinished, page.getBytes(StandardCharsets.UTF_8));
    return Files.move(unfinished, report, StandardCopyOption.REPLACE_EXISTING);
  }
}
