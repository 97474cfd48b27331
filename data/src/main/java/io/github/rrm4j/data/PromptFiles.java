package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Files of prompts: our own, or questions in the layouts of {@link MultipleChoice}; of a folder or
 * a glob all that {@link DataFiles} finds.
 */
public final class PromptFiles {

  private PromptFiles() {}

  /**
   * Reads one item from each row.
   *
   * <p>Our own prompts stay in the order of the files. If there are questions of owners, which sort
   * theirs by subject, the order is drawn, every section spread evenly, so that the first so many
   * are a sample in proportion to the sections.
   *
   * @param path a file, a folder or a glob
   * @param item makes an item of a row
   * @param prompt what an item asks
   * @return at least one item
   * @throws InvalidInput if a file cannot be read, there is no row, one is malformed, or an id
   *     stands twice
   */
  public static <T> List<T> read(Path path, Function<Row, T> item, Function<T, Prompt> prompt) {
    List<T> items = new ArrayList<>();
    Map<String, Row> rowOfId = new HashMap<>();
    boolean drawn = false;
    for (DataFile file : DataFiles.of(path.toString())) {
      try (Rows rows = file.open(Set.of())) {
        while (rows.hasNext()) {
          Row row = rows.next();
          T one = item.apply(row);
          items.add(one);
          drawn |= MultipleChoice.is(row);
          String id = prompt.apply(one).id();
          Row before = rowOfId.putIfAbsent(id, row);
          if (before != null) {
            boolean same = before.file().equals(row.file());
            throw row.invalid(
                "id '%s' stands in %s too, must be unique, rename or remove one",
                id, same ? before.unit() + " " + before.number() : before.place());
          }
        }
      }
    }
    if (items.isEmpty()) {
      throw new InvalidInput(path + ": is empty, must have at least one line");
    }
    return drawn ? spread(items, one -> prompt.apply(one).section()) : items;
  }

  /** The items of each section in a drawn order, the sections spread evenly over the whole. */
  private static <T> List<T> spread(List<T> items, Function<T, String> section) {
    Map<String, List<T>> sections = new LinkedHashMap<>();
    items.forEach(
        one -> sections.computeIfAbsent(section.apply(one), s -> new ArrayList<>()).add(one));
    record Place<T>(double at, T item) {}
    List<Place<T>> places = new ArrayList<>();
    sections.forEach(
        (name, own) -> {
          int[] order = Key.of(0, "order of questions").with(name).permutation(own.size());
          for (int i = 0; i < order.length; i++) {
            places.add(new Place<>((i + 0.5) / order.length, own.get(order[i])));
          }
        });
    places.sort(Comparator.comparingDouble(Place::at));
    return places.stream().map(Place::item).toList();
  }
}
