package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.evaluation.agreement.Agreement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder that the board shows.
 *
 * @param name its path below the folder of the board, with slashes
 * @param kinds what it holds; at least one
 * @param changed when the newest of its files was written
 * @param state changes whenever one of its files does
 */
record BoardFolder(String name, Path path, Set<Kind> kinds, Instant changed, String state) {

  private static final int DEEPEST = 5;
  private static final Set<String> INNER =
      Set.of("checkpoints", "model", "data", "reference", "adapters", "report-files");

  /** What a folder can hold, with the files that say so. */
  enum Kind {
    RUN(List.of("metrics.jsonl", "evaluations.jsonl", "rollouts.jsonl", "timings.jsonl")),
    EVALUATION(List.of("result.json", "judgements.jsonl")),
    SCALING(List.of("scaling.json")),
    STRESS(List.of("stress.json")),
    AGREEMENT(List.of(Agreement.FILE)),
    SWEEP(List.of("results.csv", "index.html")),
    PAPER(List.of("paper.json", "index.html"));

    private final List<String> files;

    Kind(List<String> files) {
      this.files = files;
    }

    /** Whether a folder holds it: its first file is there. */
    private boolean in(Path folder) {
      return Files.isRegularFile(folder.resolve(files.get(0)));
    }

    String word() {
      return Word.of(this);
    }
  }

  /** Whether it has a page of its own as a file. */
  boolean written() {
    return kinds.contains(Kind.SWEEP) || kinds.contains(Kind.PAPER);
  }

  /**
   * All of them below a folder, by name; links are not followed.
   *
   * @param root which may be one itself, named {@code .}
   */
  static List<BoardFolder> under(Path root) throws IOException {
    List<BoardFolder> found = new ArrayList<>();
    add(root, root, 0, found);
    found.sort(Comparator.comparing(BoardFolder::name));
    return found;
  }

  private static void add(Path root, Path folder, int depth, List<BoardFolder> found)
      throws IOException {
    of(root, folder).ifPresent(found::add);
    if (depth == DEEPEST) {
      return;
    }
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)
            && !INNER.contains(child.getFileName().toString())) {
          add(root, child, depth + 1, found);
        }
      }
    }
  }

  private static Optional<BoardFolder> of(Path root, Path folder) throws IOException {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Instant changed = Instant.EPOCH;
    StringBuilder state = new StringBuilder();
    for (Kind kind : Kind.values()) {
      if (kind.in(folder)) {
        kinds.add(kind);
        for (String file : kind.files) {
          Path path = folder.resolve(file);
          if (Files.isRegularFile(path)) {
            FileTime time = Files.getLastModifiedTime(path);
            changed = time.toInstant().isAfter(changed) ? time.toInstant() : changed;
            state
                .append(Files.size(path))
                .append(' ')
                .append(time.to(TimeUnit.NANOSECONDS))
                .append(' ');
          }
        }
      }
    }
    String name = root.relativize(folder).toString().replace('\\', '/');
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BoardFolder(name.isEmpty() ? "." : name, folder, kinds, changed, state.toString()));
  }
}
