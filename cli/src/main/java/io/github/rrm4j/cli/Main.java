package io.github.rrm4j.cli;

import io.github.rrm4j.checkpoints.CheckpointNotSaved;
import io.github.rrm4j.cli.bench.BenchCommand;
import io.github.rrm4j.cli.data.DataCommand;
import io.github.rrm4j.cli.evaluate.AgreeCommand;
import io.github.rrm4j.cli.evaluate.CalibrateCommand;
import io.github.rrm4j.cli.evaluate.CompareCommand;
import io.github.rrm4j.cli.evaluate.EvaluateCommand;
import io.github.rrm4j.cli.evaluate.JuryCommand;
import io.github.rrm4j.cli.evaluate.ScalingCommand;
import io.github.rrm4j.cli.evaluate.StressCommand;
import io.github.rrm4j.cli.help.CommandHelp;
import io.github.rrm4j.cli.help.CompletionCommand;
import io.github.rrm4j.cli.judge.JudgeCommand;
import io.github.rrm4j.cli.judge.RankCommand;
import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeDefaults;
import io.github.rrm4j.cli.option.RenamedFlags;
import io.github.rrm4j.cli.option.WrongUse;
import io.github.rrm4j.cli.policy.AnnotateCommand;
import io.github.rrm4j.cli.policy.ArenaCommand;
import io.github.rrm4j.cli.policy.SampleCommand;
import io.github.rrm4j.cli.selftest.SelftestCommand;
import io.github.rrm4j.cli.serve.BoardCommand;
import io.github.rrm4j.cli.serve.ServeCommand;
import io.github.rrm4j.cli.tools.ConfigCommand;
import io.github.rrm4j.cli.tools.DoctorCommand;
import io.github.rrm4j.cli.tools.ExportCommand;
import io.github.rrm4j.cli.tools.GenerateCommand;
import io.github.rrm4j.cli.tools.InspectCommand;
import io.github.rrm4j.cli.tools.ReportCommand;
import io.github.rrm4j.cli.tools.ScoreCommand;
import io.github.rrm4j.cli.train.PlanCommand;
import io.github.rrm4j.cli.train.ReplayCommand;
import io.github.rrm4j.cli.train.ReproduceCommand;
import io.github.rrm4j.cli.train.RolloutsCommand;
import io.github.rrm4j.cli.train.SweepCommand;
import io.github.rrm4j.cli.train.TrainCommand;
import io.github.rrm4j.cli.train.VerifyCommand;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.experiments.output.StartingLine;
import io.github.rrm4j.experiments.output.VisibleStream;
import io.github.rrm4j.trainer.stage.TrainingFailed;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code ./rrm}: finds the command, runs it, turns what went wrong into a line and an exit code.
 */
@Command(
    name = "rrm",
    description = "Trains, measures and uses reward reasoning models.",
    mixinStandardHelpOptions = true,
    version = "RRM4J 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  /** The property by which {@code ./rrm} says that standard output is a terminal. */
  static final String TERMINAL = "rrm.stdout.terminal";

  /** The property by which {@code ./rrm} says that standard error is one too. */
  static final String BOTH = "rrm.terminal";

  /** All of them; how they are read is in {@link Commands}. */
  static final List<Class<?>> COMMANDS =
      List.of(
          TrainCommand.class,
          SweepCommand.class,
          ReproduceCommand.class,
          ReportCommand.class,
          RolloutsCommand.class,
          ReplayCommand.class,
          EvaluateCommand.class,
          CompareCommand.class,
          AgreeCommand.class,
          CalibrateCommand.class,
          JuryCommand.class,
          JudgeCommand.class,
          RankCommand.class,
          ServeCommand.class,
          BoardCommand.class,
          ScalingCommand.class,
          StressCommand.class,
          ScoreCommand.class,
          GenerateCommand.class,
          SampleCommand.class,
          AnnotateCommand.class,
          ArenaCommand.class,
          ExportCommand.class,
          InspectCommand.class,
          DataCommand.class,
          ConfigCommand.class,
          PlanCommand.class,
          VerifyCommand.class,
          BenchCommand.class,
          DoctorCommand.class,
          SelftestCommand.class,
          CompletionCommand.class);

  /** Commands that load models or long files before they have something to say. */
  private static final List<String> LONG =
      List.of(
          "train",
          "sweep",
          "reproduce",
          "report",
          "replay",
          "verify",
          "evaluate",
          "agree",
          "judge",
          "rank",
          "serve",
          "scaling",
          "stress",
          "score",
          "generate",
          "sample",
          "annotate",
          "arena",
          "export",
          "data",
          "bench",
          "selftest");

  private static final int USUAL = 80;
  private static final int NARROWEST = 55; // picocli's own
  private static final int WIDEST = 120;

  @Option(
      names = "--stacktrace",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show where in the program an error comes from.")
  private boolean stacktrace;

  /** Exits with the command's code. What libraries print is the same in every locale. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments));
  }

  /**
   * Runs a command. Whatever it prints on standard error, and on standard output where that is a
   * terminal, cannot steer the terminal.
   *
   * @return its exit code
   */
  public static int run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    StartingLine starting = starting(err, arguments);
    try {
      boolean colored = Boolean.getBoolean(BOTH) && colorful();
      // not closed: a log may write to it until the very end
      System.setErr(new VisibleStream(err, colored, starting));
      if (Boolean.getBoolean(TERMINAL)) {
        System.setOut(new VisibleStream(out, false, starting));
      }
      return execute(new PrintWriter(out, true, StandardCharsets.UTF_8), arguments);
    } finally {
      starting.end();
      System.setOut(out);
      System.setErr(err);
    }
  }

  /**
   * Runs a command inside of another program, which hears of what goes wrong; several threads may.
   *
   * @return its exit code
   * @throws Exception what the command threw, or an {@link InvalidInput} for options that it has
   *     not
   */
  public static int call(List<String> arguments) throws Exception {
    String[] words = arguments.toArray(String[]::new);
    Exception[] thrown = new Exception[1];
    CommandLine line = line(new Main(), words);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          thrown[0] = error;
          return ExitCode.FAILURE;
        });
    line.setParameterExceptionHandler(
        (error, given) -> {
          thrown[0] = new InvalidInput(WrongUse.message(error, arguments), error);
          return ExitCode.INVALID_INPUT;
        });
    int code = line.execute(words);
    if (thrown[0] != null) {
      throw thrown[0];
    }
    return code;
  }

  private static CommandLine line(Main main, String... arguments) {
    CommandLine line = Commands.named(main, arguments);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setResourceBundle(new JudgeDefaults());
    return line;
  }

  /** What a terminal shows before a model is loaded, and nothing else could be shown. */
  private static StartingLine starting(PrintStream err, String... arguments) {
    List<String> words = Arrays.asList(arguments);
    String command = String.join(" ", words.subList(0, Math.min(2, words.size())));
    boolean slow = LONG.stream().anyMatch(name -> (command + " ").startsWith(name + " "));
    boolean asked = words.contains("--help") || words.contains("-h");
    return Boolean.getBoolean(BOTH) && System.getenv("CI") == null && slow && !asked
        ? StartingLine.show(err, words.get(0) + ": starting ...")
        : StartingLine.NONE;
  }

  /** Whether the user wants colors where a terminal has them: https://no-color.org. */
  private static boolean colorful() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }

  private static CommandLine.Help.Ansi ansi() {
    if (!colorful()) {
      return CommandLine.Help.Ansi.OFF;
    }
    boolean terminal = Boolean.getBoolean(TERMINAL);
    if (terminal && "dumb".equals(System.getenv("TERM"))) {
      return CommandLine.Help.Ansi.OFF;
    }
    return terminal ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.AUTO;
  }

  /**
   * @param help gets what is asked about the program, with the colors of a terminal
   */
  private static int execute(PrintWriter help, String... arguments) {
    Main main = new Main();
    CommandLine line = line(main, arguments);
    line.setHelpFactory(CommandHelp::new);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    line.setUsageHelpWidth(Math.min(WIDEST, Math.max(NARROWEST, Columns.of(USUAL))));
    line.setOut(help);
    line.setExecutionExceptionHandler(
        (error, command, parsed) ->
            main.report(error, command.getCommandSpec().optionsMap().containsKey("--resume")));
    line.setParameterExceptionHandler(Main::wrongUse);
    if (arguments.length == 0) {
      line.usage(help);
      return ExitCode.OK;
    }
    int code;
    try {
      code = line.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      code = main.report(e, false);
    }
    if (System.out.checkError() && code == ExitCode.OK) {
      System.err.println(
          "rrm: standard output: could not be written, results are lost; free its disk or keep its"
              + " reader open, and run again");
      return ExitCode.INVALID_INPUT;
    }
    return code;
  }

  private int report(Throwable error, boolean resumable) {
    if (stacktrace) {
      error.printStackTrace();
    }
    if (error instanceof InvalidInput || error instanceof CheckpointNotSaved) {
      System.err.println("rrm: " + error.getMessage());
      return ExitCode.INVALID_INPUT;
    }
    if (error instanceof TrainingFailed) {
      System.err.println("rrm: " + error.getMessage());
      return ExitCode.FAILURE;
    }
    if (error instanceof InvalidPathException path) {
      System.err.println(
          "rrm: "
              + OneLine.quoted(path.getInput())
              + ": is no name that a file can have, correct it");
      return ExitCode.INVALID_INPUT;
    }
    Optional<String> fault = MachineFault.line(error, resumable);
    if (fault.isPresent()) {
      System.err.println("rrm: " + fault.get());
      return ExitCode.INVALID_INPUT;
    }
    if (!stacktrace) {
      System.err.println("rrm: " + Unexpected.line(error));
    }
    return ExitCode.FAILURE;
  }

  private static int wrongUse(ParameterException error, String[] arguments) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    boolean wantsTrace = Arrays.asList(arguments).contains("--stacktrace");
    if (wantsTrace) {
      error.printStackTrace();
    }
    String message =
        RenamedFlags.hint(command, Arrays.asList(arguments))
            .orElseGet(() -> WrongUse.message(error, Arrays.asList(arguments)));
    System.err.println("rrm: " + message + "; see " + command + " --help");
    return ExitCode.INVALID_INPUT;
  }
}
