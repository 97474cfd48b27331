package io.github.rrm4j.model.cuda;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shared libraries that this process has loaded.
 *
 * @param files absolute paths; none on systems that do not say
 */
public record LoadedLibraries(Set<Path> files) {

  private static final Path MAPS = Path.of("/proc/self/maps");

  /** Those of now. */
  public static LoadedLibraries read() {
    try {
      return Files.isReadable(MAPS) ? of(Files.readAllLines(MAPS)) : of(List.of());
    } catch (IOException e) {
      return of(List.of());
    }
  }

  static LoadedLibraries of(List<String> maps) {
    Set<Path> files = new TreeSet<>();
    for (String line : maps) {
      int path = line.indexOf('/');
      if (path >= 0 && line.contains(".so")) {
        files.add(Path.of(line.substring(path)));
      }
    }
    return new LoadedLibraries(files);
  }

  /** The library with a file name. */
  public Optional<Path> named(String name) {
    return files.stream().filter(file -> file.getFileName().toString().equals(name)).findFirst();
  }

  /**
   * Refuses parts of two libtorches in one process, of which one calls the other's functions.
   *
   * @throws InvalidInput if they come from two folders
   */
  public void requireOneLibtorch() {
    Optional<Path> first = Optional.empty();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.matches("lib(torch|torch_cpu|torch_cuda|c10|c10_cuda)\\.so")) {
        if (first.isPresent() && !first.get().getParent().equals(file.getParent())) {
          throw InvalidInput.of(
              "two libtorches are loaded, %s and %s; take the second one off LD_LIBRARY_PATH and LD_PRELOAD",
              first.get(), file);
        }
        first = Optional.of(file);
      }
    }
  }
}
