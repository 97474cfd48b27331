package io.github.rrm4j.trainer.replay;

import io.github.rrm4j.contracts.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A throw-away folder that stands in for a run's, which is only read: its prepared data and its
 * references are linked, and what is written beside them, or in their place, is gone in the end.
 */
record Scratch(Path folder) implements AutoCloseable {

  static Scratch of(Path run) throws IOException {
    Scratch scratch = new Scratch(Files.createTempDirectory("rrm-again"));
    Path reference = run.resolve("reference");
    if (Files.isDirectory(reference)) {
      for (Path source : below(reference)) {
        Path target = scratch.folder.resolve("reference").resolve(reference.relativize(source));
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.createSymbolicLink(target, source.toAbsolutePath());
        }
      }
    }
    if (Files.exists(run.resolve("data/preparation.json"))) {
      Files.createSymbolicLink(
          scratch.folder.resolve("data"), run.resolve("data").toAbsolutePath());
    }
    return scratch;
  }

  /** Copies the files of a folder, not those of folders in it. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The folder itself and all in it, a folder before what it holds. */
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
