package io.github.rrm4j.cli.option;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flags that have another name now: who writes the old one is told the new one. */
public final class RenamedFlags {

  /** By the end of the command's name and the old flag. */
  private static final Map<String, String> NEW =
      Map.ofEntries(
          Map.entry("--rows", "--max-num-seqs"),
          Map.entry("evaluate --pairs", "--limit"),
          Map.entry("evaluate --judge", "--judge-type"),
          Map.entry("evaluate --data", "--input"),
          Map.entry("--items", "--limit"),
          Map.entry("votes --data", "--input"),
          Map.entry("votes --votes", "--samples"),
          Map.entry("budget --data", "--input"),
          Map.entry("tournament --data", "--input"),
          Map.entry("tournament --votes", "--samples"),
          Map.entry("stress --data", "--input"),
          Map.entry("sample --prompts", "--input"),
          Map.entry("sample --n", "--samples"),
          Map.entry("arena --prompts", "--input"));

  private RenamedFlags() {}

  /**
   * What to write instead of an old flag.
   *
   * @param command the name of a command, as {@code rrm scaling votes}
   * @param arguments as they were written
   * @return a sentence, where an argument is such a flag
   */
  public static Optional<String> hint(String command, List<String> arguments) {
    String last = command.substring(command.lastIndexOf(' ') + 1);
    for (String argument : arguments) {
      String flag = argument.replaceFirst("=.*", "");
      String renamed = NEW.getOrDefault(last + " " + flag, NEW.get(flag));
      if (renamed != null) {
        return Optional.of(flag + " is " + renamed + " now");
      }
    }
    return Optional.empty();
  }
}
