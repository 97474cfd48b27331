package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names in a folder of checkpoints, and what each promises; drawn in {@link CheckpointStore}.
 *
 * @param folder need not exist
 */
record StoreLayout(Path folder) {

  static final String TEMPORARY = ".tmp-";
  static final String REPLACED = ".replaced-";
  private static final Pattern STEP = Pattern.compile("(?:\\.replaced-)?step-(\\d{6,18})");

  /** Where the checkpoint of a step belongs. */
  Path place(long step) {
    return folder.resolve(Text.format("step-%06d", step));
  }

  /** Where the checkpoint of a step is: in its place, or set aside while it was being replaced. */
  Path present(long step) {
    Path place = place(step);
    return exists(place) || !exists(replaced(place)) ? place : replaced(place);
  }

  /** A name whose folder the next save may delete, whatever is in it. */
  Path temporary(Path checkpoint, String suffix) {
    return folder.resolve(TEMPORARY + checkpoint.getFileName() + '-' + suffix);
  }

  /** The name of a whole checkpoint whose place is taken by a new one in a moment. */
  Path replaced(Path checkpoint) {
    return folder.resolve(REPLACED + checkpoint.getFileName());
  }

  /** Everything in the folder whose name begins like this. */
  List<Path> startingWith(String prefix) {
    return names().stream().filter(name -> name.startsWith(prefix)).map(folder::resolve).toList();
  }

  /** The steps that have a checkpoint, ascending. */
  List<Long> steps() {
    TreeSet<Long> steps = new TreeSet<>();
    for (String name : names()) {
      Matcher matcher = STEP.matcher(name);
      if (matcher.matches()) {
        steps.add(Long.parseLong(matcher.group(1)));
      }
    }
    return List.copyOf(steps);
  }

  private List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be listed", e);
    }
  }

  /** Whether the name is taken; a link counts, wherever it leads. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
