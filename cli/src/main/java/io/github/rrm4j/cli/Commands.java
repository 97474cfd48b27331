package io.github.rrm4j.cli;

import java.util.Arrays;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of {@code rrm}. To learn the options of one takes longer than to run many of them,
 * so a call learns those of the command that it names; of the others it knows name and description.
 */
public final class Commands {

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
    for (Class<?> type : Main.COMMANDS) {
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
