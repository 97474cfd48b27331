package io.github.rrm4j.cli.tools;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm report FOLDER...}. */
@Command(
    name = "report",
    description = {
      "Writes one self-contained page about runs, evaluations, scaling and stress, side by side.",
      "Each figure lies beside it as SVG and PNG, each table as Markdown and CSV."
    },
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FOLDER",
      description =
          "Folders of runs, of evaluate --output, of scaling and stress; one with several evaluations in it stands for these.")
  private List<Path> folders;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The page; default: report.html in the folder, or here where there are several.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Folder of the figures and tables; default: the page's name with -files.")
  private Optional<Path> figures = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Path page =
        output.orElseGet(
            () ->
                folders.size() == 1
                    ? folders.get(0).resolve("report.html")
                    : Path.of("report.html"));
    if (Files.isDirectory(page)) {
      throw new InvalidInput(
          page + ": is a folder, must be the file of the page; name one, such as report.html");
    }
    Path beside = figures.orElseGet(() -> beside(page));
    if (Files.exists(beside) && !Files.isDirectory(beside)) {
      throw new InvalidInput(
          beside
              + ": is a file, must be a folder for figures and tables; choose another --figures");
    }
    Report report = Report.of(folders);
    report.writePage(page);
    int files = report.writeFiles(beside);
    System.out.printf(Locale.ROOT, "%s%n%s: %d files%n", page, beside, files);
    return ExitCode.OK;
  }

  private static Path beside(Path page) {
    String name = page.getFileName().toString().replaceFirst("\\.html?$", "");
    return page.resolveSibling(name + "-files");
  }
}
