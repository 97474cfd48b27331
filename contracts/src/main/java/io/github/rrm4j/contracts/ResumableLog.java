package io.github.rrm4j.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * A file of finished work, one JSON object a line, that a kill does not lose: what was appended is
 * on the disk, and one process at a time appends. Opened again, the file is cut back to what is
 * whole, so that work that goes on from there ends with the bytes of an unbroken run.
 */
public final class ResumableLog implements AutoCloseable {

  /** What is whole, so that it is kept of what a kill left behind. */
  public sealed interface Unit {

    /** Every line that has its end. */
    static Unit line() {
      return new Lines(1, 0);
    }

    /**
     * Windows of some lines: they then begin at the same items in every run, so that what is
     * computed together is the same too, and with it each byte.
     *
     * @param lines of a window
     * @param items lines of the whole work: the last window may have fewer
     */
    static Unit window(int lines, long items) {
      return new Lines(lines, items);
    }

    /** Windows of any length; the last line of each is marked with {@code "end": true}. */
    static Unit markedWindow() {
      return new Marked();
    }
  }

  private record Lines(int window, long items) implements Unit {}

  private record Marked() implements Unit {}

  /** What makes lines of items. */
  @FunctionalInterface
  public interface Work<T> {

    /** A line for each item, in order; each has the name of its item as {@code id}. */
    List<ObjectNode> of(List<T> some) throws IOException;
  }

  private static final byte[] END = "\"end\":true}\n".getBytes(StandardCharsets.UTF_8);

  private final Path file;
  private final Unit unit;
  private final ProcessLock lock;
  private final FileChannel channel;
  private long lines;

  private ResumableLog(Path file, Unit unit, ProcessLock lock, FileChannel channel) {
    this.file = file;
    this.unit = unit;
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Opens a file, which is made where it is missing, and cuts it back to whole units.
   *
   * @throws InvalidInput if it cannot be written, or another process writes it
   */
  public static ResumableLog open(Path file, Unit unit) {
    return open(file, unit, kept -> {});
  }

  /**
   * The same.
   *
   * @param reading reads what was kept; where that fails, the file is given up
   */
  public static ResumableLog open(Path file, Unit unit, Consumer<Path> reading) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ResumableLog log = locked(file, unit);
      try {
        log.cutBack();
        reading.accept(file);
        return log;
      } catch (Throwable e) {
        giveUp(log, e);
        throw e;
      }
    } catch (IOException e) {
      throw DiskError.unwritable(file, e);
    }
  }

  /**
   * Works on a list of items, a window at a time: nothing that is in the file is done twice.
   *
   * @param id the name of an item
   * @param window items that are worked on together
   * @param progress is given how many items are done
   * @throws InvalidInput if the lines that are there belong to other items
   */
  public static <T> void fill(
      Path file,
      List<T> items,
      Function<T, String> id,
      int window,
      Work<T> work,
      LongConsumer progress)
      throws IOException {
    try (ResumableLog log = open(file, Unit.window(window, items.size()))) {
      int done = Math.toIntExact(log.lines);
      log.requireItems(items.stream().map(id).toList());
      progress.accept(done);
      while (done < items.size()) {
        List<T> some = items.subList(done, Math.min(items.size(), done + window));
        log.append(work.of(some));
        done += some.size();
        progress.accept(done);
      }
    }
  }

  /**
   * Does the work of some items again whose lines are not final, in the file's order; the other
   * lines stay as they are. A kill leaves whole windows done.
   *
   * @param window items that are worked on together
   * @param unfinished says of a line whether it is not final
   * @throws InvalidInput if the lines that are there belong to other items
   */
  public static <T> void redo(
      Path file,
      List<T> items,
      Function<T, String> id,
      int window,
      Predicate<JsonNode> unfinished,
      Work<T> work)
      throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (ResumableLog log = open(file, Unit.window(window, items.size()))) {
      log.requireItems(items.stream().map(id).toList());
    }
    try (ProcessLock lock = lock(file)) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (unfinished.test(Json.parse(lines.get(i)))) {
          open.add(i);
        }
      }
      for (int from = 0; from < open.size(); from += window) {
        List<Integer> some = open.subList(from, Math.min(open.size(), from + window));
        List<ObjectNode> done = work.of(some.stream().map(items::get).toList());
        for (int i = 0; i < some.size(); i++) {
          lines.set(some.get(i), done.get(i).toString());
        }
        AtomicFiles.write(file, String.join("\n", lines) + "\n");
      }
    }
  }

  private static ProcessLock lock(Path file) throws IOException {
    return ProcessLock.take(
        file.resolveSibling("." + file.getFileName() + ".lock"),
        file
            + ": is being written by another process, must be left to it; choose another --output");
  }

  private static ResumableLog locked(Path file, Unit unit) throws IOException {
    ProcessLock lock = lock(file);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new ResumableLog(file, unit, lock, channel);
    } catch (Throwable e) {
      giveUp(lock, e);
      throw e;
    }
  }

  /** Closes, whatever the reason was, so that nothing stays locked in this process. */
  private static void giveUp(AutoCloseable open, Throwable why) {
    try {
      open.close();
    } catch (Throwable e) {
      why.addSuppressed(e);
    }
  }

  private void cutBack() throws IOException {
    long whole = 0;
    long ended = 0;
    byte[] last = new byte[END.length]; // a ring of the last bytes
    byte[] some = new byte[1 << 16];
    long at = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        for (int i = 0; i < read; i++) {
          last[(int) (at++ % last.length)] = some[i];
          if (some[i] == '\n' && isWhole(++ended, last, at)) {
            whole = at;
            lines = ended;
          }
        }
      }
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  /** Whether a unit ends with a line. */
  private boolean isWhole(long number, byte[] last, long at) {
    if (unit instanceof Lines some) {
      return number % some.window() == 0 || number == some.items();
    }
    for (int i = 0; i < END.length; i++) {
      if (last[(int) ((at + i) % last.length)] != END[i]) {
        return false;
      }
    }
    return true;
  }

  private void requireItems(List<String> ids) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (int i = 0; i < lines; i++) {
        String own = i < ids.size() ? ids.get(i) : "none";
        String there = id(in.readLine(), i + 1);
        if (!there.equals(own)) {
          throw InvalidInput.of(
              "%s:%d: is of item '%s', item %d of the input is '%s'; it belongs to another input, choose another --output",
              file, i + 1, OneLine.of(there), i + 1, own);
        }
      }
    }
  }

  private String id(String line, int number) {
    try {
      JsonNode id = Json.parse(line).path("id");
      if (id.isTextual()) {
        return id.textValue();
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInput(
          Text.format(
              "%s:%d: is not JSON (%s), must be as it was written; restore the file",
              file, number, Json.reason(e)),
          e);
    }
    throw new InvalidInput(file + ":" + number + ": has no 'id'; restore the file");
  }

  /** Lines that were kept when it was opened, and those that were added since. */
  public long lines() {
    return lines;
  }

  /** Adds a window of lines; they are on the disk when this returns. */
  public void append(List<ObjectNode> window) throws IOException {
    if (window.isEmpty()) {
      return;
    }
    if (unit instanceof Marked) {
      window.get(window.size() - 1).put("end", true);
    }
    StringBuilder text = new StringBuilder();
    window.forEach(line -> text.append(line).append('\n'));
    ByteBuffer left = StandardCharsets.UTF_8.encode(text.toString());
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(false);
    } catch (IOException e) {
      throw DiskError.at(file, e);
    }
    lines += window.size();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      lock.close();
    }
  }
}
