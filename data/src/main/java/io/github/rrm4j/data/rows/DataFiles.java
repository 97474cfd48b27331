package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which files a path stands for, in the order of their names. */
public final class DataFiles {

  private DataFiles() {}

  /**
   * The files of a path: a file itself; of a folder, the data files in it, not those in folders
   * below; of a glob ({@code data/*.parquet}, {@code data/**}{@code /*.jsonl}), all that match.
   *
   * @return at least one
   * @throws InvalidInput if there is none
   */
  public static List<DataFile> of(String path) {
    Path given = Path.of(path);
    try {
      if (Files.isDirectory(given)) {
        return folder(given);
      }
      if (!Files.exists(given) && path.matches(".*[*?\\[{].*")) {
        return glob(path);
      }
    } catch (IOException e) {
      throw new InvalidInput(
          path + ": cannot be listed (" + OneLine.of(e) + "), check the path", e);
    }
    return List.of(new DataFile(given, given.getFileName().toString()));
  }

  private static List<DataFile> folder(Path folder) throws IOException {
    List<DataFile> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = sorted(folder, list.filter(Files::isRegularFile));
    }
    List<DataFile> data = files.stream().filter(DataFile::isData).toList();
    if (data.isEmpty()) {
      throw new InvalidInput(
          folder
              + ": is a folder without data, must hold files that end in .jsonl, .json, .csv, .tsv"
              + " (or these with .gz) or .parquet, name another");
    }
    return data;
  }

  private static List<DataFile> glob(String pattern) throws IOException {
    Path start = Path.of(pattern).isAbsolute() ? Path.of("/") : Path.of("");
    for (Path part : Path.of(pattern)) {
      if (part.toString().matches(".*[*?\\[{].*")) {
        break;
      }
      start = start.resolve(part);
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    if (!Files.isDirectory(start.toAbsolutePath())) {
      throw new InvalidInput(pattern + ": " + start + " is no folder, check the path");
    }
    List<DataFile> files;
    try (Stream<Path> walk = Files.walk(start)) {
      files = sorted(start, walk.filter(Files::isRegularFile).filter(matcher::matches));
    }
    if (files.isEmpty()) {
      throw new InvalidInput(pattern + ": matches no file, must match at least one, check it");
    }
    return files;
  }

  private static List<DataFile> sorted(Path below, Stream<Path> paths) {
    return paths
        .sorted(Comparator.comparing(Path::toString))
        .map(path -> new DataFile(path, below.relativize(path).toString().replace('\\', '/')))
        .toList();
  }
}
