package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir Path folder;

  private Path run(String name) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("metrics.jsonl"),
        "{\"step\":1,\"stage\":\"grpo\",\"reward/accuracy\":0.5}\n"
            + "{\"step\":2,\"stage\":\"grpo\",\"reward/accuracy\":0.75}\n");
    return run;
  }

  @Test
  void oneRunHasItsPageAndItsFiguresInItsFolder() throws IOException {
    Path run = run("a");
    Invocation done = Invocation.of("report", run.toString());
    assertEquals(0, done.code(), done.err());
    assertTrue(Files.readString(run.resolve("report.html")).contains("<h1>a</h1>"));
    assertTrue(Files.exists(run.resolve("report-files/grpo-accuracy.svg")));
    assertTrue(Files.exists(run.resolve("report-files/grpo-accuracy.png")));
    assertEquals(0, Invocation.of("report", run.toString()).code()); // written again
  }

  @Test
  void severalRunsGoWhereTheOptionsSay() throws IOException {
    Path page = folder.resolve("out/both.html");
    Path figures = folder.resolve("figures");
    Invocation done =
        Invocation.of(
            "report",
            run("a").toString(),
            run("b").toString(),
            "--output",
            page.toString(),
            "--figures",
            figures.toString());
    assertEquals(0, done.code(), done.err());
    assertTrue(Files.readString(page).contains("<h1>Comparison of 2</h1>"));
    assertTrue(Files.exists(figures.resolve("grpo-accuracy.svg")));
  }

  @Test
  void aFolderWithNothingInItIsTheUsersMistake() {
    Invocation done = Invocation.of("report", folder.toString());
    assertEquals(2, done.code());
    assertTrue(done.err().contains("holds no run, evaluation or scaling"), done.err());
    Invocation missing = Invocation.of("report", folder.resolve("none").toString());
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("is not a folder"), missing.err());
    assertEquals(2, Invocation.of("report").code());
  }

  @Test
  void aPageThatIsAFolderAndFiguresThatAreAFileAreRefused() throws IOException {
    Path run = run("a");
    Invocation page = Invocation.of("report", run.toString(), "--output", folder.toString());
    assertEquals(2, page.code());
    assertTrue(page.err().contains("is a folder, must be the file of the page"), page.err());
    Path file = Files.writeString(folder.resolve("file"), "");
    Invocation figures = Invocation.of("report", run.toString(), "--figures", file.toString());
    assertEquals(2, figures.code());
    assertTrue(figures.err().contains("is a file, must be a folder"), figures.err());
  }
}
