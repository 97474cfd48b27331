package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.sweep.SweepFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class SweepTest {

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    Path file = folder.resolve("tiny.yaml");
    Path base = TinyRun.root().resolve("configs/quickstart.yaml");
    return Files.writeString(
        file, Text.format("base: %s%noutput: %s%n%s%n", base, folder.resolve("out"), text));
  }

  /** The settings of {@link TinyRun} as keys of a sweep. */
  private static String tiny() {
    StringBuilder set = new StringBuilder();
    String[] arguments = TinyRun.arguments(Path.of("unused"));
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--set")) {
        set.append("  ").append(arguments[i + 1].replaceFirst("=", ": ")).append('\n');
      }
    }
    return set.toString();
  }

  @Test
  void cellsRunFromOneWarmStartFailuresAreReportedAndASecondCallChangesNothing()
      throws IOException {
    String warm =
        "warm_start:\n  set:\n"
            + tiny().indent(2)
            + "    stages: [sft]\nset:\n"
            + tiny().replace("  grpo.steps: 5\n", "");
    Path file =
        file(
            warm
                + "  stages: [grpo]\n"
                + "  model.path: '{warm_start}/checkpoints/latest'\n"
                + "  model.weights: pretrained\n"
                + "  grpo.steps: 2\n"
                + "seeds: [1, 2]\n"
                + "cells:\n"
                + "- {name: plain, set: {}}\n"
                + "- {name: refused, set: {grpo.objective: gspo, grpo.aggregation: token}}\n"
                + "- {name: broken, set: {model.path: /nowhere}}\n"
                + "- {name: none, set: {grpo.advantages: none}}\n");
    Invocation first = Invocation.of("sweep", file.toString());
    assertEquals(1, first.code(), first.err());
    assertTrue(first.out().contains("4 of 8 runs failed"), first.out());
    assertTrue(first.err().contains("refused seed 1: FAILED"), first.err());
    assertTrue(first.out().contains("/nowhere"), first.out());
    Path out = folder.resolve("out/tiny");
    assertEquals(5, Files.readAllLines(out.resolve("results.csv")).size());
    String page = Files.readString(out.resolve("index.html"));
    assertTrue(page.contains("<svg") && page.contains("within noise"), "table and figures");
    String table = Files.readString(out.resolve("results.md"));
    assertTrue(table.contains("| plain | base | 0.0 [0.0, 19.4] | 2 |"), table);
    assertEquals(2, table(first.out()).size(), first.out());
    Map<String, String> digests = TinyRun.digests(out.resolve("none/seed-2"));

    Invocation again = Invocation.of("sweep", file.toString());
    assertTrue(again.err().contains("none seed 2: was finished"), again.err());
    assertEquals(digests, TinyRun.digests(out.resolve("none/seed-2")));
    assertEquals(table(first.out()), table(again.out()));
    Invocation report = Invocation.of("sweep", "--report-only", file.toString());
    assertEquals(table(first.out()), table(report.out()));
  }

  /** The lines of cells that ran. */
  private static List<String> table(String out) {
    return out.lines().filter(line -> line.matches("(plain|none) +(base|[+-]).*")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeds: [1] | axes or cells must be set",
        "axes: {a: []} | axes.a must be a list of at least one",
        "axes: {a: [1]}; seed: [1] | unknown key seed; did you mean seeds?",
        "axes: {a: [1]}; seeds: [1, 1] | seeds has 1, must be whole numbers that differ",
        "axes: {a: [1, 2]}; base_cell: a=3 | base_cell is a=3, must be one of a=1, a=2",
        "axes: {a: [1, 2]}; search: best | search is best, must be one of grid, random",
        "axes: {a: [1, 2]}; search: random; samples: 3 | samples is 3, must be in [1, 2]",
        "cells: [{name: x, set: {}}, {name: x, set: {}}] | cells have the name x twice",
        "cells: [{name: x, set: {b: '{warm_start}'}}] | warm_start is not set",
      })
  void aSweepThatIsNoneIsRefused(String text, String reason) throws IOException {
    Invocation call = Invocation.of("sweep", file(text.replace("; ", "\n")).toString());
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void everyProblemHasItsLineAndNoIsAWord() throws IOException {
    Path file =
        file("setz: {a: 1}\nseeds: [1, yes]\ncells:\n- name: no\n  sets: {b: 1}\n- {name: on}");
    Invocation call = Invocation.of("sweep", file.toString());
    assertEquals(2, call.code(), call.out());
    for (String problem :
        List.of(
            ":3: unknown key setz; did you mean set?",
            ":4: seeds[1] is yes, must be a whole number",
            ":7: unknown key cell.sets; did you mean cell.set?")) {
      assertTrue(call.err().contains(file + problem), call.err());
    }
    SweepFile sweep =
        SweepFile.read(file("cells:\n- {name: no, set: {a: yes, b: 1e-3, c: true}}\n"));
    assertEquals("no", sweep.cells().get(0).name());
    assertEquals(List.of("a=\"yes\"", "b=1e-3", "c=true"), sweep.cells().get(0).settings());
  }

  @Test
  void aSweepTakesWhatItsFileDoesNotSayFromTheOneThatItExtends() throws IOException {
    file("set: {grpo.steps: 3, grpo.prompts: 8}\nseeds: [4, 5]");
    Path above = Files.createDirectories(folder.resolve("above")).resolve("mine.yaml");
    Files.writeString(
        above, "extends: ../tiny.yaml\nset: {grpo.steps: 2}\naxes: {grpo.group_size: [4]}\n");
    SweepFile sweep = SweepFile.read(above);
    assertEquals("mine", sweep.name());
    assertEquals(List.of(4L, 5L), sweep.seeds());
    assertEquals(
        List.of("grpo.steps=2", "grpo.prompts=8", "grpo.group_size=4"),
        sweep.cells().get(0).settings());
  }

  @Test
  void everyKeyOfTheDefaultsIsRead() throws IOException {
    Path file = file("axes: {a: [1]}");
    ConfigReader reader = ConfigTree.load(SweepFile.defaults(), file, List.of()).reader();
    SweepFile.of(reader, file);
    assertEquals(List.of(), reader.unread());
  }

  @Test
  void aGridHasEveryPointAndADrawnOneSomeOfThem() throws IOException {
    String axes = "axes:\n  grpo.objective: [grpo, gspo]\n  grpo.group_size: [4, 8]\n";
    SweepFile grid = SweepFile.read(file(axes));
    assertEquals(
        List.of(
            "objective=grpo,group_size=4",
            "objective=grpo,group_size=8",
            "objective=gspo,group_size=4",
            "objective=gspo,group_size=8"),
        grid.cells().stream().map(SweepFile.Cell::name).toList());
    assertEquals(
        List.of("grpo.objective=\"gspo\"", "grpo.group_size=4"), grid.cells().get(2).settings());
    SweepFile drawn = SweepFile.read(file(axes + "search: random\nsamples: 2\ndraw_seed: 5"));
    assertEquals(2, drawn.cells().size());
    assertTrue(grid.cells().containsAll(drawn.cells()));
    assertEquals(drawn, SweepFile.read(file(axes + "search: random\nsamples: 2\ndraw_seed: 5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reward-scheme",
        "length-penalty",
        "thinking-limit",
        "objective",
        "kl",
        "advantage"
      })
  void everyCellOfAnAblationIsAConfig(String name) {
    SweepFile sweep =
        SweepFile.read(TinyRun.root().resolve("configs/ablations").resolve(name + ".yaml"));
    for (SweepFile.Cell cell : sweep.cells()) {
      RunConfig.of(ConfigTree.load(RunConfig.base(), sweep.base(), cell.settings()));
    }
    assertTrue(sweep.cells().size() >= 3);
    assertTrue(sweep.seeds().size() >= 2);
  }

  @Test
  void theAblationsShareOneWarmStart() throws IOException {
    List<SweepFile.WarmStart> warm = new ArrayList<>();
    try (Stream<Path> files = Files.list(TinyRun.root().resolve("configs/ablations"))) {
      files
          .filter(file -> !file.endsWith("common.yaml"))
          .forEach(file -> warm.add(SweepFile.read(file).warmStart().orElseThrow()));
    }
    assertEquals(6, warm.size());
    assertEquals(1, warm.stream().distinct().count());
  }
}
