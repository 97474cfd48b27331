package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.DataFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which files of a folder are the benchmark, where its owners publish other files beside them: an
 * unfiltered version, cuts of the whole, outputs of judges.
 *
 * @param part what a file is; empty for a file of which its name and place do not say it
 */
record PublishedFolder(Function<DataFile, Optional<Part>> part) {

  private static final int NAMED = 6;

  /** A folder of which every file is read. */
  static final PublishedFolder ANY = new PublishedFolder(file -> Optional.empty());

  /** What a file is to a benchmark. */
  enum Part {
    /** What the owners compute their figures from. */
    BENCHMARK,
    /** An addition that is read whatever else is there. */
    ADDITION,
    /** Pairs that are not read where the benchmark is there too: another version or part of it. */
    VERSION,
    /** Not read in a folder: no pairs of the benchmark. */
    OTHER
  }

  /**
   * The files that are read.
   *
   * @param files what a path stands for; one that stands alone is read whatever it is
   * @param notes is given which files are not read
   * @throws InvalidInput if none is of the benchmark, or if beside the benchmark stands a file of
   *     which nothing says what it is
   */
  List<DataFile> chosen(String path, List<DataFile> files, Consumer<String> notes) {
    if (files.size() == 1) {
      return files;
    }
    List<DataFile> benchmark = files.stream().filter(file -> is(file, Part.BENCHMARK)).toList();
    List<DataFile> unknown = files.stream().filter(file -> part.apply(file).isEmpty()).toList();
    if (!benchmark.isEmpty() && !unknown.isEmpty()) {
      throw InvalidInput.of(
          "%s: holds %s beside the benchmark (%s), must hold files that its owners publish, name the file, folder or glob that is meant",
          path, names(unknown), names(benchmark));
    }
    List<DataFile> read =
        files.stream()
            .filter(file -> !is(file, Part.OTHER))
            .filter(file -> benchmark.isEmpty() || !is(file, Part.VERSION))
            .toList();
    if (read.isEmpty()) {
      throw InvalidInput.of(
          "%s: holds no file of the benchmark (%s), must hold at least one, name another folder",
          path, names(files));
    }
    List<DataFile> left = files.stream().filter(file -> !read.contains(file)).toList();
    if (!left.isEmpty()) {
      notes.accept(
          Text.format(
              "%s: %d %s not read because the benchmark is %s: %s",
              path,
              left.size(),
              left.size() == 1 ? "file is" : "files are",
              names(read),
              names(left)));
    }
    return read;
  }

  private boolean is(DataFile file, Part wanted) {
    return part.apply(file).equals(Optional.of(wanted));
  }

  /** The names of some files, the first {@value #NAMED} of them. */
  private static String names(List<DataFile> files) {
    return Text.listed(files.stream().map(DataFile::name).toList(), NAMED);
  }
}
