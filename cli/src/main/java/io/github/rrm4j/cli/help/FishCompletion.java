package io.github.rrm4j.cli.help;

import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A script that completes the commands of a command line in fish: which command a line has so far
 * is found by walking down the names of commands, then its subcommands and options are offered.
 *
 * @param root the whole command line
 */
record FishCompletion(CommandSpec root) {

  private static final String FUNCTIONS =
      """
      function __%1$s_command
        set -l path
        for word in (commandline -opc)[2..-1]
          set -l next (string trim -- "$path $word")
          if contains -- $next $__%1$s_commands
            set path $next
          end
        end
        test "$path" = "$argv"
      end
      complete -c %1$s -e
      """;

  String script() {
    List<String> paths = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    walk(root, "", paths, lines);
    String name = root.name();
    return "# fish completion of "
        + name
        + "\nset -g __"
        + name
        + "_commands "
        + paths.stream().map(FishCompletion::quoted).collect(Collectors.joining(" "))
        + "\n"
        + Text.format(FUNCTIONS, name)
        + String.join("\n", lines)
        + "\n";
  }

  private void walk(CommandSpec command, String path, List<String> paths, List<String> lines) {
    String start =
        "complete -c "
            + root.name()
            + " -n "
            + quoted("__" + root.name() + "_command " + path).strip();
    if (!command.subcommands().isEmpty()) {
      lines.add(start + " -f");
    }
    command
        .subcommands()
        .forEach(
            (name, line) ->
                lines.add(start + " -a " + name + described(first(line.getCommandSpec()))));
    for (OptionSpec option : command.options()) {
      lines.add(start + names(option) + value(option) + described(first(option)));
    }
    for (ArgSpec parameter : command.positionalParameters()) {
      if (!Completed.values(parameter).isEmpty()) {
        lines.add(start + " -f -a " + quoted(String.join(" ", Completed.values(parameter))));
      }
    }
    command
        .subcommands()
        .forEach(
            (name, line) -> {
              String below = (path + " " + name).strip();
              paths.add(below);
              walk(line.getCommandSpec(), below, paths, lines);
            });
  }

  private static String names(OptionSpec option) {
    return Arrays.stream(option.names())
        .map(
            name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
        .collect(Collectors.joining());
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    List<String> values = Completed.values(option);
    if (!values.isEmpty()) {
      return " -x -a " + quoted(String.join(" ", values));
    }
    return Completed.isFile(option) ? " -r -F" : " -x";
  }

  private static String first(CommandSpec command) {
    return String.join("", Arrays.asList(command.usageMessage().description()).subList(0, 1));
  }

  private static String first(OptionSpec option) {
    return option.description().length == 0 ? "" : option.description()[0];
  }

  private static String described(String text) {
    String plain = text.replaceAll("; default: .*|\\$\\{[^}]*\\}", "").replace("%%", "%");
    return plain.isEmpty() ? "" : " -d " + quoted(plain);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
