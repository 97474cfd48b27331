package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which files a path stands for, in the order of their names; a folder that {@code save_to_disk}
 * wrote has its own order. Files that describe data, such as {@code dataset_infos.json}, are passed
 * over.
 */
public final class DataFiles {

  private DataFiles() {}

  /**
   * The files of a path: a file itself; of a folder, the data files in it, not those in folders
   * below; of a glob ({@code data/*.parquet}, {@code data/**}{@code /*.jsonl}), all that match.
   *
   * @return at least one
   * @throws InvalidInput if there is none, or a folder holds several splits
   */
  public static List<DataFile> of(String path) {
    List<DataFile> files = ofAnySplit(path);
    if (Files.isDirectory(Path.of(path))) {
      Splits.checkOne(Path.of(path), files);
    }
    return files;
  }

  /**
   * As {@link #of}, but the splits of a folder may be read together.
   *
   * @return at least one
   * @throws InvalidInput if there is none
   */
  public static List<DataFile> ofAnySplit(String path) {
    Path given = Path.of(path);
    return listed(
        path,
        () -> {
          if (Files.isDirectory(given)) {
            return folder(given);
          }
          return !Files.exists(given) && path.matches(".*[*?\\[{].*")
              ? glob(path)
              : List.of(new DataFile(given, given.getFileName().toString()));
        });
  }

  /**
   * As {@link #ofAnySplit}, but of a folder also what lies in folders below it, as owners publish
   * benchmarks.
   *
   * @return at least one
   * @throws InvalidInput if there is none
   */
  public static List<DataFile> below(String path) {
    Path given = Path.of(path);
    if (!Files.isDirectory(given)) {
      return ofAnySplit(path);
    }
    return listed(
        path,
        () -> {
          List<Path> folders;
          try (Stream<Path> walk = Files.walk(given)) {
            folders =
                walk.filter(Files::isDirectory).filter(at -> !hidden(given, at)).sorted().toList();
          }
          List<Path> files = new ArrayList<>();
          for (Path folder : folders) {
            files.addAll(data(folder));
          }
          if (files.isEmpty()) {
            throw without(given);
          }
          files.sort(Comparator.comparing(Path::toString));
          return named(given, files);
        });
  }

  private interface Listing {
    List<DataFile> files() throws IOException;
  }

  private static List<DataFile> listed(String path, Listing listing) {
    try {
      return listing.files();
    } catch (IOException e) {
      throw new InvalidInput(
          path + ": cannot be listed (" + OneLine.of(e) + "), check the path", e);
    }
  }

  private static boolean hidden(Path top, Path folder) {
    for (Path part : top.relativize(folder)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static List<DataFile> folder(Path folder) throws IOException {
    List<Path> files = data(folder);
    if (files.isEmpty()) {
      throw without(folder);
    }
    return named(folder, files);
  }

  private static InvalidInput without(Path folder) throws IOException {
    List<Path> below = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path other : list.filter(Files::isDirectory).sorted().toList()) {
        if (!data(other).isEmpty()) {
          below.add(other);
        }
      }
    }
    String remedy =
        below.isEmpty()
            ? "name another"
            : "name " + below.stream().map(Path::toString).collect(Collectors.joining(" or "));
    return InvalidInput.of(
        "%s: is a folder without data, must hold files that end in %s, %s",
        folder, DataFile.KINDS, remedy);
  }

  /** The data files in a folder, in their order. */
  private static List<Path> data(Path folder) throws IOException {
    Optional<List<Path>> saved = SavedDataset.files(folder);
    if (saved.isPresent()) {
      return saved.get();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isRegularFile)
          .filter(file -> new DataFile(file, "").isData())
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private static List<DataFile> glob(String pattern) throws IOException {
    Path start = Path.of(pattern).isAbsolute() ? Path.of("/") : Path.of("");
    for (Path part : Path.of(pattern)) {
      if (part.toString().matches(".*[*?\\[{].*")) {
        break;
      }
      start = start.resolve(part);
    }
    PathMatcher matcher = matcher(pattern);
    if (!Files.isDirectory(start.toAbsolutePath())) {
      throw new InvalidInput(pattern + ": " + start + " is no folder, check the path");
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(start)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(matcher::matches)
              .filter(file -> !Metadata.is(file))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
    }
    if (files.isEmpty()) {
      throw new InvalidInput(pattern + ": matches no file, must match at least one, check it");
    }
    return named(start, files);
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new InvalidInput(
          pattern
              + ": does not exist and is no pattern (a bracket is not closed), must be a file, a"
              + " folder or a pattern such as train-*.parquet, correct it",
          e);
    }
  }

  private static List<DataFile> named(Path below, List<Path> paths) {
    return paths.stream()
        .map(path -> new DataFile(path, below.relativize(path).toString().replace('\\', '/')))
        .toList();
  }
}
