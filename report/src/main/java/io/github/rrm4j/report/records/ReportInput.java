package io.github.rrm4j.report.records;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** Everything a report shows. */
public record ReportInput(
    List<RunRecords> runs, List<BenchmarkRecords> results, List<ScalingRecords> scalings) {

  /**
   * Reads folders, each by what it holds: of runs, of evaluations, of scaling and stress. One that
   * holds none of these itself stands for those in it, as {@code evaluate CONFIG} writes them.
   *
   * @throws InvalidInput if a folder holds nothing to report
   */
  public static ReportInput read(List<Path> given) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path folder : given) {
      folders.addAll(found(folder));
    }
    folders = folders.stream().distinct().toList();
    List<String> names = named(folders, FolderLabels.of(folders));
    ReportInput input = new ReportInput(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < folders.size(); i++) {
      Path folder = folders.get(i);
      if (has(folder, RunRecords.FILES)) {
        input.runs.add(RunRecords.read(folder, names.get(i)));
      }
      if (has(folder, List.of(Result.FILE))) {
        input.results.add(BenchmarkRecords.read(folder, names.get(i)));
      }
      if (has(folder, ScalingRecords.FILES)) {
        input.scalings.add(ScalingRecords.read(folder, names.get(i)));
      }
    }
    return input;
  }

  /**
   * The labels that results have in the place of their folders' names, which tell equal ones apart.
   */
  private static List<String> named(List<Path> folders, List<String> names) throws IOException {
    List<String> labels = new ArrayList<>(names);
    for (int i = 0; i < labels.size(); i++) {
      if (has(folders.get(i), List.of(Result.FILE))) {
        labels.set(i, BenchmarkRecords.label(folders.get(i)).orElse(names.get(i)));
      }
    }
    List<String> distinct = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      boolean taken = Collections.frequency(labels, labels.get(i)) > 1;
      String label = labels.get(i);
      distinct.add(
          taken && !label.equals(names.get(i)) ? label + " (" + names.get(i) + ")" : label);
    }
    return distinct;
  }

  /** Reads a single run, which may not have written anything yet. */
  public static ReportInput ofRun(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInput(folder + ": is not a folder; name the folder of a run");
    }
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return new ReportInput(List.of(RunRecords.read(folder, name)), List.of(), List.of());
  }

  private static List<Path> found(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInput(
          folder + ": is not a folder; name folders of runs, evaluations or scaling");
    }
    if (reportable(folder)) {
      return List.of(folder);
    }
    List<Path> within = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        if (Files.isDirectory(child) && reportable(child)) {
          within.add(child);
        }
      }
    }
    if (within.isEmpty()) {
      throw new InvalidInput(folder + ": " + missing(folder));
    }
    return within;
  }

  private static String missing(Path folder) {
    return Files.exists(folder.resolve("judgements.jsonl"))
        ? "holds judgements and no result of them; end the command that judges, with --resume"
        : "holds no run, evaluation or scaling (metrics.jsonl, result.json, scaling.json,"
            + " stress.json, agreement.json); name a folder that does";
  }

  private static boolean reportable(Path folder) {
    return has(folder, RunRecords.FILES)
        || has(folder, List.of(Result.FILE))
        || has(folder, ScalingRecords.FILES);
  }

  private static boolean has(Path folder, List<String> files) {
    return files.stream().anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  public String title() {
    List<String> names = names();
    return names.size() == 1 ? names.get(0) : "Comparison of " + names.size();
  }

  /** The names of all folders, each once. */
  public List<String> names() {
    return Stream.of(
            runs.stream().map(RunRecords::name),
            results.stream().map(BenchmarkRecords::name),
            scalings.stream().map(ScalingRecords::name))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** What the page is about, such as {@code RRM4J run}. */
  public String kind() {
    return runs.size() == names().size()
        ? runs.size() == 1 ? "RRM4J run" : "RRM4J runs"
        : "RRM4J report";
  }

  /** The judgements to read, from all folders that have some. */
  public List<ReadJudgements> judgements() {
    return Stream.concat(
            runs.stream().map(RunRecords::rollouts),
            results.stream().map(BenchmarkRecords::judgements))
        .filter(read -> !read.shown().isEmpty())
        .toList();
  }

  /** Short names for folders: as much of the end of each path as makes them distinct. */
  static final class FolderLabels {

    private FolderLabels() {}

    /** One name per folder, in order; equal folders get equal names. */
    static List<String> of(List<Path> folders) {
      List<Path> whole =
          folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
      int most = whole.stream().mapToInt(Path::getNameCount).max().orElse(1);
      long different = whole.stream().distinct().count();
      for (int parts = 1; parts < most; parts++) {
        List<String> labels = new ArrayList<>();
        for (Path path : whole) {
          labels.add(last(path, parts));
        }
        if (new HashSet<>(labels).size() == different) {
          return labels;
        }
      }
      return whole.stream().map(Path::toString).toList();
    }

    private static String last(Path path, int parts) {
      int names = path.getNameCount();
      return names == 0
          ? path.toString()
          : path.subpath(Math.max(0, names - parts), names).toString();
    }
  }
}
