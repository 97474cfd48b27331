package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.option.Cluster;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.check.Benchmark;
import io.github.rrm4j.data.check.CheckElsewhere;
import io.github.rrm4j.data.check.DataCheck;
import io.github.rrm4j.data.check.FileFacts;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm data check FILE.. --against BENCHMARK}. */
@Command(
    name = "check",
    description = {
      "Looks for duplicates, contradictions, empty and equal texts, thinking in responses, the"
          + " balance of labels, and",
      "queries of benchmarks: the same text (case, punctuation and spacing aside), or 13 words in a"
          + " row in common.",
      "Exit code 1 when a query leaks; other faults are told, and training leaves such pairs out or"
          + " mends them."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

  private static final Pattern NAMED = Pattern.compile("([a-z0-9-]+)=(.+)");

  @Mixin private SourceOption source;

  @Option(
      names = "--against",
      arity = "1..*",
      paramLabel = "BENCHMARK",
      description =
          "Benchmark files, folders or globs whose queries must not be in the data; NAME=PATH for"
              + " the owners' files of a benchmark (evaluate --benchmarks lists them).")
  private List<String> against = List.of();

  @Mixin private OnOption on;

  @Option(names = "--input", hidden = true, description = "Of a slice: which files it has.")
  private Optional<Path> input = Optional.empty();

  @Option(names = "--output", hidden = true, description = "Of a slice: what is known of them.")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Optional<Benchmark> benchmark = against.isEmpty() ? Optional.empty() : Optional.of(read());
    if (on.slice()) {
      slice(benchmark);
      return ExitCode.OK;
    }
    DataCheck.Result result =
        on.elsewhere() ? elsewhere(benchmark) : DataCheck.of(source.sources(), benchmark);
    result.lines().forEach(System.out::println);
    benchmark.ifPresent(
        b ->
            System.out.println(
                (result.leaks() ? "LEAKS" : "no leak") + " against " + b.size() + " rows"));
    return result.leaks() ? ExitCode.FAILURE : ExitCode.OK;
  }

  /** A file is a slice. */
  private DataCheck.Result elsewhere(Optional<Benchmark> benchmark) throws IOException {
    on.checkNoRows("which have whole files");
    List<PairSource> sources = source.sources();
    List<FileFacts> files = FileFacts.of(sources);
    CheckElsewhere check = new CheckElsewhere(sources, benchmark);
    Iterator<FileFacts> next = files.iterator();
    try (Cluster.Executors executors = on.open()) {
      executors.work(
          files.stream().map(file -> List.of(Json.line(file.toJson()))).toList(),
          lines -> check.take(next.next(), lines));
    }
    return check.result();
  }

  private void slice(Optional<Benchmark> benchmark) {
    List<FileFacts> files = new ArrayList<>();
    JsonLines.forEachOwn(input.orElseThrow(), row -> files.add(FileFacts.of(row.object())));
    AtomicFiles.output(
        output.orElseThrow(),
        out -> {
          for (FileFacts file : files) {
            file.write(source.sources(), benchmark, out);
          }
        });
  }

  private Benchmark read() {
    Benchmark all = new Benchmark();
    for (String one : against) {
      Matcher named = NAMED.matcher(one);
      if (!named.matches() || Files.exists(Path.of(one))) {
        all.addFiles(one);
        continue;
      }
      all.begin(one);
      List<Item> items = Benchmarks.named(named.group(1)).read(named.group(2), note -> {});
      items.forEach(item -> all.add(named.group(1) + " " + item.id(), item.queries()));
    }
    return all;
  }
}
