package io.github.rrm4j.report;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.sweep.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A finished sweep of six cells with long names and three seeds, and its report. */
final class SyntheticSweep {

  private static final List<String> CELLS =
      List.of(
          "kind=none,group_size=4",
          "kind=linear,group_size=4",
          "kind=kimi,group_size=4",
          "kind=none,group_size=8",
          "kind=linear,group_size=8",
          "kind=kimi,group_size=8");

  private SyntheticSweep() {}

  /** Writes the runs and the page of the sweep. */
  static Path write(Path folder) throws IOException {
    List<SweepReport.Cell> cells = new ArrayList<>();
    for (int cell = 0; cell < CELLS.size(); cell++) {
      Map<Long, Path> runs = new TreeMap<>();
      for (long seed = 1; seed <= 3; seed++) {
        runs.put(seed, run(folder.resolve(CELLS.get(cell)).resolve("seed-" + seed), cell, seed));
      }
      String state = cell == 5 ? "seed 4 FAILED: disk: is full; free some space" : "";
      cells.add(new SweepReport.Cell(CELLS.get(cell), runs, state));
    }
    SweepReport.write(folder, "length and group", cells, CELLS.get(0));
    return folder.resolve("index.html");
  }

  private static Path run(Path folder, int cell, long seed) throws IOException {
    Files.createDirectories(folder);
    double accuracy = 0.9 - 0.03 * cell + 0.005 * seed;
    Files.writeString(
        folder.resolve("evaluations.jsonl"),
        Text.format(
            "{\"mode\":\"sampled\",\"accuracy\":%.3f,\"swap_consistency\":%.3f,\"thinking_mean\":%d.25,"
                + "\"malformed_frac\":0.01,\"n\":800,\"n_effective\":600,\"sections\":{"
                + "\"sorting\":{\"accuracy\":%.3f,\"thinking_mean\":31.5,\"n\":200}}}%n",
            accuracy, accuracy - 0.05, 27 - cell, accuracy - 0.1));
    StringBuilder metrics = new StringBuilder();
    for (int step = 1; step <= 60; step++) {
      metrics.append(
          Text.format(
              "{\"step\":%d,\"reward/accuracy\":%.3f}%n", step, accuracy - 0.3 / (step + cell)));
    }
    Files.writeString(folder.resolve("metrics.jsonl"), metrics);
    Files.writeString(folder.resolve("timings.jsonl"), "{\"step\":1,\"seconds\":123.5}\n");
    return folder;
  }
}
