package io.github.rrm4j.config;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with a config, collected so that the user sees all of it in one message. */
final class Problems {
  private record Problem(SourceLocation place, String text) {}

  private final List<Problem> found = new ArrayList<>();
  private final Set<String> paths = new TreeSet<>();

  void add(SourceLocation place, String text) {
    found.add(new Problem(place, text));
  }

  /** Records a problem of the value at {@code path}; only the first one of each path is kept. */
  void add(SourceLocation place, String path, String text) {
    if (paths.add(path)) {
      add(place, path + " " + text);
    }
  }

  /** One line for each problem, {@code place: text}, in the order of the places. */
  List<String> lines() {
    return found.stream()
        .sorted(Comparator.comparing(Problem::place))
        .map(problem -> problem.place() + ": " + problem.text())
        .distinct()
        .toList();
  }

  /**
   * @throws InvalidInput when there are problems, with {@link #lines()} as its message
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInput(String.join("\n", lines()));
    }
  }
}
