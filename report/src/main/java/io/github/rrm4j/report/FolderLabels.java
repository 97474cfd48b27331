package io.github.rrm4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Short names for folders: as many last parts of their paths as tell them apart. */
final class FolderLabels {

  private FolderLabels() {}

  /** A name for each folder, in order; the same folder twice has the same name. */
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
