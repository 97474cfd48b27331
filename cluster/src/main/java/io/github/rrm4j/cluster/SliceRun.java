package io.github.rrm4j.cluster;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One slice, run through the work in a folder of its own. A row that the work refuses is set aside
 * and the others are run again: commands look at all rows before they judge the first, so that
 * nothing is judged twice for it.
 */
final class SliceRun {

  /** The ending of the file of rows that were refused. */
  static final String REJECTED = ".rejected.jsonl";

  private final SliceWork work;
  private final List<String> endings;
  private final Path folder;
  private final List<Rejected> rejected = new ArrayList<>();
  private int tries;

  /**
   * @param endings of the files that the work writes; none for the main one
   * @param folder empty; the outputs are {@code out} with the endings
   */
  SliceRun(SliceWork work, List<String> endings, Path folder) {
    this.work = work;
    this.endings = endings;
    this.folder = folder;
  }

  /** The output with an ending. */
  Path output(String ending) {
    return folder.resolve("out" + ending);
  }

  /** The rows that were refused, in order. */
  List<Rejected> rejected() {
    return rejected;
  }

  /**
   * Runs the work.
   *
   * @throws InvalidInput if the work refuses something other than a row
   */
  void run(List<InputRow> rows) throws Exception {
    for (String ending : endings) {
      Files.createFile(output(ending));
    }
    part(rows);
    rejected.sort((a, b) -> Long.compare(a.row().number(), b.row().number()));
    try (OutputStream out = Files.newOutputStream(output(REJECTED))) {
      for (Rejected one : rejected) {
        out.write(Json.line(one.toJson()));
      }
    }
  }

  private void part(List<InputRow> rows) throws Exception {
    List<InputRow> left = new ArrayList<>(rows);
    while (!left.isEmpty()) {
      Path own = Files.createDirectory(folder.resolve("try-" + tries++));
      Path file = own.resolve(name(rows.get(0)));
      write(file, left);
      try {
        work.run(file, own.resolve("out"));
        keep(own.resolve("out"));
        return;
      } catch (InvalidInput e) {
        if (!e.getMessage().contains(file.toString())) {
          throw e;
        }
        int line = line(e.getMessage(), file, left.size());
        if (line > 0) {
          reject(left.remove(line - 1), e, file);
        } else if (left.size() == 1) {
          reject(left.remove(0), e, file);
        } else { // which row it is stands in words only
          part(left.subList(0, left.size() / 2));
          part(left.subList(left.size() / 2, left.size()));
          return;
        }
      }
    }
  }

  /** A name by which a command knows JSON lines. */
  private static String name(InputRow row) {
    return row.file().matches("(?i).*\\.(jsonl|ndjson)") ? row.file() : row.file() + ".jsonl";
  }

  private static void write(Path file, List<InputRow> rows) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (InputRow row : rows) {
        byte[] line = InputRows.identified(row);
        out.write(line);
        if (line[line.length - 1] != '\n') {
          out.write('\n');
        }
      }
    }
  }

  /** The line that a message begins with; 0 where it names none. */
  private static int line(String message, Path file, int lines) {
    Matcher place =
        Pattern.compile("^" + Pattern.quote(file.toString()) + ":(\\d{1,9})\\b").matcher(message);
    int line = place.find() ? Integer.parseInt(place.group(1)) : 0;
    return line <= lines ? line : 0;
  }

  private void reject(InputRow row, InvalidInput why, Path file) {
    String reason =
        why.getMessage().replaceFirst("^" + Pattern.quote(file.toString()) + "(:\\d+)?:? ?", "");
    rejected.add(new Rejected(row, reason));
  }

  private void keep(Path from) throws IOException {
    for (String ending : endings) {
      Path made = from.resolveSibling(from.getFileName() + ending);
      if (Files.exists(made)) {
        try (OutputStream out = Files.newOutputStream(output(ending), StandardOpenOption.APPEND)) {
          Files.copy(made, out);
        }
      }
    }
  }
}
