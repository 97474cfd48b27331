package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
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
   * below; of a glob ({@code data/*.parquet}, {@code data/**}{@code /*.jsonl}), all that match, or
   * the data files in the folders that match ({@code data/*}{@code /}). Links are followed.
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
          return !Files.exists(given) && isPattern(path)
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
          List<Path> files = new ArrayList<>();
          for (Path each : walk(given)) {
            if (Files.isDirectory(each) && !hidden(given, each)) {
              files.addAll(data(each));
            }
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

  /**
   * The files that a pattern matches; where it ends in a slash, or matches folders alone, the data
   * files in these folders. What is there under its own name is taken as it is, whatever characters
   * it has, so that only the rest is a pattern.
   */
  private static List<DataFile> glob(String pattern) throws IOException {
    Path whole = Path.of(pattern); // without a slash at its end, or two for one
    Path start = whole.isAbsolute() ? whole.getRoot() : Path.of("");
    int literal = 0;
    for (Path part : whole) {
      Path next = start.resolve(part);
      if (isPattern(part.toString()) && !Files.exists(next)) {
        break;
      }
      start = next;
      literal++;
    }
    if (literal == whole.getNameCount()) {
      return List.of(new DataFile(whole, whole.getFileName().toString()));
    }
    PathMatcher matcher = matcher(whole.subpath(literal, whole.getNameCount()), pattern);
    if (!Files.isDirectory(start.toAbsolutePath())) {
      throw new InvalidInput(pattern + ": " + start + " is no folder, check the path");
    }
    List<Path> matching = new ArrayList<>();
    for (Path each : walk(start)) {
      if (!each.equals(start) && matcher.matches(start.relativize(each))) {
        matching.add(each);
      }
    }
    boolean folders = pattern.endsWith("/") || matching.stream().allMatch(Files::isDirectory);
    List<Path> files = new ArrayList<>();
    for (Path each : matching) {
      if (folders && Files.isDirectory(each)) {
        files.addAll(data(each));
      } else if (!folders && Files.isRegularFile(each) && !Metadata.is(each)) {
        files.add(each);
      }
    }
    if (files.isEmpty()) {
      throw new InvalidInput(pattern + ": matches no file, must match at least one, check it");
    }
    return named(start, files.stream().distinct().toList());
  }

  /** A folder and all below it, also behind links, in the order of the paths. */
  private static List<Path> walk(Path top) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        top,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return visitFile(folder, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
              return FileVisitResult.CONTINUE; // a link to a folder that it is in
            }
            throw e;
          }
        });
    found.sort(Comparator.comparing(Path::toString));
    return found;
  }

  /** Whether a path has characters of a glob. */
  public static boolean isPattern(String path) {
    return path.matches("(?s).*[*?\\[{].*");
  }

  private static PathMatcher matcher(Path rest, String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + rest);
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
