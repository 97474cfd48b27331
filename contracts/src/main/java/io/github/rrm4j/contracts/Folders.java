package io.github.rrm4j.contracts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders as a whole. */
public final class Folders {

  private Folders() {}

  /** Deletes a file, or a folder with what it holds, if it is there. */
  public static void delete(Path fileOrFolder) throws IOException {
    if (Files.notExists(fileOrFolder)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(fileOrFolder)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.deleteIfExists(entry);
    }
  }
}
