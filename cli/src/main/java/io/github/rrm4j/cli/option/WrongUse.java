package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a call of a command, in the words of who made it. */
public final class WrongUse {

  /** Of a shorter name no other one is near. */
  private static final int SHORTEST = 3;

  private WrongUse() {}

  /**
   * The mistake in one line, without the command's name.
   *
   * @param arguments as they were written
   */
  public static String message(ParameterException error, List<String> arguments) {
    CommandSpec command = error.getCommandLine().getCommandSpec();
    if (error instanceof UnmatchedArgumentException unmatched) {
      return unmatched(command, unmatched.getUnmatched());
    }
    if (error instanceof MissingParameterException missing) {
      return unknownOption(command, arguments).orElseGet(() -> missing(missing));
    }
    ArgSpec argument = error.getArgSpec();
    if (error instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is given twice, must be given once";
    }
    return argument == null || error.getValue() == null
        ? OneLine.of(error.getMessage())
        : value(argument, error.getValue(), error.getCause());
  }

  private static String unmatched(CommandSpec command, List<String> unmatched) {
    String first = unmatched.get(0);
    if (first.startsWith("-")) {
      return unknown(command, first);
    }
    if (!command.subcommands().isEmpty()) {
      return OneLine.quoted(first)
          + " is not a command"
          + meant(first, command.subcommands().keySet());
    }
    String all = unmatched.stream().map(OneLine::quoted).collect(Collectors.joining(", "));
    return unmatched.size() == 1
        ? "the argument " + OneLine.of(all) + " is one too many"
        : "the arguments " + OneLine.of(all) + " are too many";
  }

  /** The first argument that looks like a flag and is none. */
  private static Optional<String> unknownOption(CommandSpec command, List<String> arguments) {
    return arguments.stream()
        .takeWhile(argument -> !argument.equals("--"))
        .filter(argument -> argument.startsWith("--") && !known(command, flag(argument)))
        .findFirst()
        .map(argument -> unknown(command, argument));
  }

  private static boolean known(CommandSpec command, String flag) {
    return command.optionsMap().containsKey(flag)
        || command.negatedOptionsMap().containsKey(flag)
        || command.parent() != null && known(command.parent(), flag);
  }

  private static String unknown(CommandSpec command, String argument) {
    String flag = flag(argument);
    return OneLine.quoted(flag) + " is not an option" + meant(flag, command.optionsMap().keySet());
  }

  private static String flag(String argument) {
    return argument.replaceFirst("(?s)=.*", "");
  }

  private static String meant(String wanted, Collection<String> known) {
    return Optional.of(wanted)
        .filter(name -> name.replaceFirst("^-+", "").length() >= SHORTEST)
        .map(name -> NearestName.hint(name, known))
        .orElse("");
  }

  private static String missing(MissingParameterException error) {
    String said = error.getMessage();
    List<ArgSpec> missing = error.getMissing();
    if (missing.size() == 1 && !said.startsWith("Missing required option")) {
      ArgSpec argument = missing.get(0);
      if (argument.isOption()) {
        return name(argument) + " has no value, must be followed by " + argument.paramLabel();
      }
    }
    List<String> names = new ArrayList<>();
    missing.forEach(argument -> names.add(withLabel(argument)));
    return String.join(" and ", names)
        + (names.size() == 1 ? " is missing, must be given" : " are missing, must be given");
  }

  private static String withLabel(ArgSpec argument) {
    return argument.isOption() ? name(argument) + " " + argument.paramLabel() : name(argument);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String value(ArgSpec argument, String value, Throwable cause) {
    String start = name(argument) + " is " + OneLine.quoted(value) + ", must be ";
    if (argument.converters().length > 0 && cause instanceof TypeConversionException own) {
      return name(argument) + " " + OneLine.of(own.getMessage());
    }
    if (cause == null) {
      return start + "NAME=VALUE";
    }
    Class<?>[] inside = argument.auxiliaryTypes();
    Class<?> type = inside.length == 0 ? argument.type() : inside[inside.length - 1];
    if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .toList();
      return start + "one of " + String.join(", ", names) + meant(value, names);
    }
    return start + kind(type);
  }

  private static String kind(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return "a whole number of at most " + Integer.MAX_VALUE;
    }
    if (type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    return type == Path.class ? "the name of a file or folder" : "another text";
  }
}
