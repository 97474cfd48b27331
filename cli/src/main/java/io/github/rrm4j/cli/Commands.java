package io.github.rrm4j.cli;

import io.github.rrm4j.cli.bench.BenchCommand;
import io.github.rrm4j.cli.data.DataCommand;
import io.github.rrm4j.cli.evaluate.CompareCommand;
import io.github.rrm4j.cli.evaluate.EvaluateCommand;
import io.github.rrm4j.cli.evaluate.ScalingCommand;
import io.github.rrm4j.cli.evaluate.StressCommand;
import io.github.rrm4j.cli.help.CompletionCommand;
import io.github.rrm4j.cli.judge.JudgeCommand;
import io.github.rrm4j.cli.judge.RankCommand;
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
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of {@code rrm}. To learn the options of one takes longer than to run many of them,
 * so a call learns those of the command that it names; of the others it knows name and description.
 */
public final class Commands {

  private static final List<Class<?>> ALL =
      List.of(
          TrainCommand.class,
          SweepCommand.class,
          ReproduceCommand.class,
          ReportCommand.class,
          RolloutsCommand.class,
          ReplayCommand.class,
          EvaluateCommand.class,
          CompareCommand.class,
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

  private Commands() {}

  /** The whole command line: every command with its options. */
  public static CommandLine all() {
    return of(new Main(), name -> true);
  }

  /**
   * The command line as far as a call needs it.
   *
   * @param main the command above all others
   */
  static CommandLine named(Main main, String... arguments) {
    String name =
        Arrays.stream(arguments).filter(word -> !word.startsWith("-")).findFirst().orElse("");
    // a completion is of all commands, and a file of arguments may name any
    boolean whole =
        name.equals("completion")
            || Arrays.stream(arguments).anyMatch(word -> word.startsWith("@"));
    return of(main, whole ? any -> true : name::equals);
  }

  private static CommandLine of(Main main, Predicate<String> whole) {
    CommandLine line = new CommandLine(main);
    for (Class<?> type : ALL) {
      Command command = type.getAnnotation(Command.class);
      line.addSubcommand(
          command.name(), whole.test(command.name()) ? new CommandLine(type) : brief(command));
    }
    return line;
  }

  private static CommandLine brief(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().description(command.description());
    return new CommandLine(spec);
  }
}
