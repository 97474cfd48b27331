package io.github.rrm4j.report.records;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Short names for folders: as much of the end of each path as makes them distinct. */
final class FolderLabels {

  private FolderLabels() {}

  /** One name per folder, in order; equal folders get equal names. */
  static List<String> of(List<Path> folders) {
    List<Path> whole = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    int most = whole.stream().mapToInt(Path::getNameCount).max().orElse(1);
    long different = whole.stream().distinct().count();
    for (int parts = 1; parts < most; parts++) {
      List<String> labels = new ArrayList<>();
      for (Path path : whole) {
        labels.add(last(path, parts));
      }
      if (new HashSet<>(labels).size() == different) {
        return labels;
      }
    }
    return whole.stream().map(Path::toString).toList();
  }

  private static String last(Path path, int parts) {
    int names = path.getNameCount();
    return names == 0
        ? path.toString()
        : path.subpath(Math.max(0, names - parts), names).toString();
  }
}
