package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Work on a list of items, a line for each, in a file that grows: killed at any moment and begun
 * again, nothing that is in the file is done twice, and it ends with the bytes of an unbroken run.
 *
 * @param file the {@link WorkLog}
 * @param items what is worked on
 * @param id the name of an item, which its line has as {@code id}
 * @param window items that are worked on together
 */
public record WindowedWork<T>(Path file, List<T> items, Function<T, String> id, int window) {

  /** The work on some items. */
  public interface Work<T> {

    /** A line for each item, in order. */
    List<ObjectNode> of(List<T> some) throws IOException;
  }

  /**
   * Does what is left.
   *
   * @param progress hears how many items are done
   * @throws InvalidInput if the lines that are there belong to other items
   */
  public void run(Work<T> work, LongConsumer progress) throws IOException {
    try (WorkLog log = WorkLog.open(file, window, items.size())) {
      int done = Math.toIntExact(log.lines());
      check(done);
      progress.accept(done);
      while (done < items.size()) {
        List<T> some = items.subList(done, Math.min(items.size(), done + window));
        log.append(work.of(some));
        done += some.size();
        progress.accept(done);
      }
    }
  }

  private void check(int lines) {
    if (lines == 0) {
      return;
    }
    try (Rows rows = JsonLines.open(file)) {
      for (int i = 0; i < lines; i++) {
        Row row = rows.next();
        String own = i < items.size() ? id.apply(items.get(i)) : "none";
        if (!row.text("id").equals(own)) {
          throw row.invalid(
              "is of item '%s', item %d of the input is '%s'; it belongs to another input, choose another --output"
                  .formatted(row.text("id"), i + 1, own));
        }
      }
    }
  }
}
