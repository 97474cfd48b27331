package io.github.rrm4j.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Calls of the command line that each command's help shows. */
final class Examples {

  private static final String FILE = "examples.txt";

  private Examples() {}

  /** All of them, in the order of the file. */
  static List<String> all() {
    try (InputStream in = Examples.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those of a command.
   *
   * @param command its whole name, as {@code rrm data filter}; a group of commands has none
   */
  static List<String> of(String command) {
    if (!command.contains(" ")) {
      return List.of();
    }
    String start = "./" + command;
    return all().stream()
        .filter(call -> call.equals(start) || call.startsWith(start + " "))
        .toList();
  }
}
