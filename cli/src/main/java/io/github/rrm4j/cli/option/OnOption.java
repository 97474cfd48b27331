package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.output.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Where a command runs: in this process, or on the executors of a cluster. */
public final class OnOption {

  /** Says that the input is a slice of a larger one. */
  static final String SLICE = "--slice";

  /** Options that say where and how, not what: the executors do not get them. */
  private static final Set<String> OWN =
      Set.of(
          "--on",
          "--slice-rows",
          "--spark-conf",
          "--input",
          "--output",
          "--limit",
          "--label",
          "--resume",
          SLICE,
          "--stacktrace");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--on",
      paramLabel = "MASTER",
      description =
          "Runs on Apache Spark (docs/scale.md): local[N], spark://HOST:PORT, yarn, k8s://URL, or"
              + " spark-submit for the master that it was given; default: in this process.")
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--slice-rows",
      paramLabel = "N",
      description =
          "With --on: rows of INPUT that an executor takes together, and repeats after a failure;"
              + " no result depends on it; default: 1000.")
  private Optional<Integer> rows = Optional.empty();

  @Option(
      names = "--spark-conf",
      paramLabel = "KEY=VALUE",
      description = "With --on: a setting of Spark; may be repeated.")
  private List<String> conf = new ArrayList<>();

  @Option(names = SLICE, hidden = true)
  private boolean slice;

  /** What makes the settings of a command, once they are needed. */
  public interface Settings {
    ObjectNode described() throws IOException;
  }

  /**
   * Whether the command runs on a cluster.
   *
   * @throws InvalidInput if the other options of a cluster are given without it
   */
  public boolean elsewhere() {
    if (master.isEmpty() && (rows.isPresent() || !conf.isEmpty())) {
      throw new InvalidInput(
          (rows.isPresent() ? "--slice-rows" : "--spark-conf")
              + " is given without --on, the cluster that it is for; add it or leave both out");
    }
    return master.isPresent();
  }

  /** Whether the input is a slice of a larger one, of which nothing is said on its own. */
  public boolean slice() {
    return slice;
  }

  /** Where progress is shown; nowhere for a slice. */
  public Progress progress() {
    return slice
        ? Progress.plain(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            Duration.ofDays(1))
        : Progress.onStandardError();
  }

  /**
   * Runs the command on the cluster.
   *
   * @param settings what decides the results besides the options
   * @param endings of the files beside the main output
   * @return the exit code
   * @throws InvalidInput if an option is given that has no meaning there, or one is missing
   */
  public int run(Settings settings, String... endings) throws IOException {
    ParseResult given = spec.commandLine().getParseResult();
    String command = command();
    for (String option : List.of("--resume", "--limit")) {
      if (given.hasMatchedOption(option)) {
        throw new InvalidInput(
            command
                + ": "
                + option
                + " is given, must be left out with --on"
                + (option.equals("--resume")
                    ? ", which goes on with the parts that are there"
                    : ""));
      }
    }
    return Cluster.find()
        .run(
            job(
                command,
                value(command, given, "--input"),
                value(command, given, "--output"),
                Stream.concat(Stream.of(""), Stream.of(endings)).toList(),
                settings.described().toString()));
  }

  /** Opens the cluster for a command that hands over its rows itself; whoever calls closes it. */
  public Cluster.Executors open() {
    return Cluster.find().open(job(command(), "", "", List.of(), ""));
  }

  /**
   * Rows of a slice.
   *
   * @throws InvalidInput if there is none
   */
  public int rows() {
    InvalidInput.checkLeast("--slice-rows", rows.orElse(1000), 1);
    return rows.orElse(1000);
  }

  /**
   * Refuses rows of a slice where a command has other slices.
   *
   * @param why what slices have
   */
  public void checkNoRows(String why) {
    if (rows.isPresent()) {
      throw new InvalidInput(
          command() + ": --slice-rows is given, must be left out with slices " + why);
    }
  }

  private String command() {
    return spec.qualifiedName().replaceFirst("^rrm ", "");
  }

  private ClusterJob job(
      String command, String input, String output, List<String> endings, String settings) {
    return new ClusterJob(
        List.of(command.split(" ")),
        arguments(spec.commandLine().getParseResult()),
        input,
        output,
        endings,
        settings,
        master.orElseThrow(),
        rows(),
        conf);
  }

  private static String value(String command, ParseResult given, String option) {
    if (!given.hasMatchedOption(option)) {
      throw new InvalidInput(command + ": --on needs " + option + ", add it");
    }
    return given.matchedOption(option).originalStringValues().get(0);
  }

  private static List<String> arguments(ParseResult given) {
    List<String> arguments = new ArrayList<>();
    given.matchedPositionals().forEach(each -> arguments.addAll(each.originalStringValues()));
    for (OptionSpec option : given.matchedOptions()) {
      if (OWN.contains(option.longestName())) {
        continue;
      }
      if (option.originalStringValues().isEmpty() || option.arity().max() == 0) {
        arguments.add(option.longestName());
        continue;
      }
      for (String value : option.originalStringValues()) {
        arguments.add(option.longestName());
        arguments.add(value);
      }
    }
    return arguments;
  }
}
