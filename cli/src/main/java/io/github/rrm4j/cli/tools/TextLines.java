package io.github.rrm4j.cli.tools;

import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The lines that a command reads. */
final class TextLines {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "One JSON object a line, or a list, CSV, Parquet or Arrow.")
  private Path input;

  Rows open() {
    return JsonLines.open(input);
  }

  /** Reads every line before the work begins, and says how many there are. */
  long check(Consumer<Row> line) {
    return JsonLines.check(input, line);
  }
}
