package io.github.rrm4j.cli.bench;

import io.github.rrm4j.cli.data.CheckCommand;
import io.github.rrm4j.cli.data.ConvertCommand;
import io.github.rrm4j.cli.evaluate.CompareCommand;
import io.github.rrm4j.cli.evaluate.EvaluateCommand;
import io.github.rrm4j.cli.option.JudgeDefaults;
import io.github.rrm4j.cli.tools.ReportCommand;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.Slips;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/**
 * What is done with pairs beside the model, by the commands that do it: two baselines stand for
 * judges, whose judgements cost nothing.
 */
final class GrowthPairs implements GrowthRuns.AtSize {

  private final Path folder;
  private final int size;

  GrowthPairs(int size) throws IOException {
    this.size = size;
    this.folder = Files.createTempDirectory("rrm-growth");
    Miniature.generate(1, size, 0, 0, Slips.STANDARD).write(folder);
    evaluate(folder.resolve(Miniature.TRAIN_FILE).toString(), "first"); // to compare with
  }

  @Override
  public Map<String, GrowthRuns.Work> works() {
    String pairs = folder.resolve(Miniature.TRAIN_FILE).toString();
    Map<String, GrowthRuns.Work> works = new LinkedHashMap<>();
    works.put(
        "miniature",
        () ->
            Miniature.generate(1, size, 0, 0, Slips.STANDARD)
                .write(Files.createDirectories(folder.resolve("world"))));
    works.put("check", () -> call(new CheckCommand(), pairs));
    works.put("convert", () -> convert(pairs));
    works.put("evaluate", () -> evaluate(pairs, "random"));
    works.put("compare", () -> call(new CompareCommand(), place("random"), place("first")));
    works.put(
        "report",
        () -> call(new ReportCommand(), place("random"), "--output", place("report.html")));
    return works;
  }

  private void convert(String pairs) throws IOException {
    Files.deleteIfExists(folder.resolve("converted.jsonl"));
    call(new ConvertCommand(), pairs, "--output", place("converted.jsonl"));
  }

  private void evaluate(String pairs, String judge) throws IOException {
    Folders.delete(folder.resolve(judge));
    call(new EvaluateCommand(), "--input", pairs, "--judge-type", judge, "--output", place(judge));
  }

  private String place(String name) {
    return folder.resolve(name).toString();
  }

  /** Calls a command that prints nothing meanwhile. */
  private static void call(Object command, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    StringWriter said = new StringWriter();
    System.setOut(nowhere());
    System.setErr(nowhere());
    int status;
    try {
      CommandLine line = new CommandLine(command);
      line.setCaseInsensitiveEnumValuesAllowed(true);
      line.setResourceBundle(new JudgeDefaults());
      status = line.setErr(new PrintWriter(said)).execute(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    if (status != 0) {
      throw InvalidInput.of(
          "bench growth: %s ended with %d, must end with 0; call it alone to see why: %s",
          String.join(" ", arguments), status, OneLine.of(said.toString()));
    }
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
