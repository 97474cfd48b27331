package io.github.rrm4j.cli.help;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;

/** What a shell offers for the value of an option or a parameter. */
final class Completed {

  private Completed() {}

  /** The values that it can have, as they are typed; none where they are not a closed set. */
  static List<String> values(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(values::add);
    } else if (type(argument).isEnum() && argument.converters().length == 0) {
      Arrays.stream(type(argument).getEnumConstants())
          .forEach(constant -> values.add(constant.toString()));
    }
    return values.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether it is a path, or a text that its label calls a file, as globs are. */
  static boolean isFile(ArgSpec argument) {
    return type(argument) == Path.class
        || argument.paramLabel().matches(".*(FILE|DIR|PATH|CONFIG|RUN).*");
  }

  private static Class<?> type(ArgSpec argument) {
    Class<?>[] inside = argument.auxiliaryTypes();
    return inside.length == 0 ? argument.type() : inside[inside.length - 1];
  }
}
