package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.ProcessLock;
import io.github.rrm4j.contracts.ResumableLog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on the disk, by what they answer, so that a caller who asks again gets the same one at no
 * cost. A kill loses none that was given out.
 *
 * <p>They lie in two files of half of the room each. When the newer one is full, the older one is
 * deleted and a new one begun: the oldest half of the answers is forgotten.
 */
public final class AnswerStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);
  private static final Pattern NAME = Pattern.compile("answers-(\\d{1,9})\\.jsonl");

  private record Place(int file, long from, int length) {}

  private final Path folder;
  private final long bytes;
  private final ProcessLock lock;
  private final Map<String, Place> index = new HashMap<>();
  private ResumableLog log;
  private int newest;
  private long size;

  private AnswerStore(Path folder, long bytes, ProcessLock lock) {
    this.folder = folder;
    this.bytes = bytes;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is made where it is missing.
   *
   * @param bytes of all answers together, about
   * @throws io.github.rrm4j.contracts.InvalidInput if it cannot be written, or another server has
   *     it
   */
  public static AnswerStore open(Path folder, long bytes) {
    try {
      ProcessLock lock = ProcessLock.ofFolder(folder, "server");
      try {
        return opened(new AnswerStore(folder, bytes, lock));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw DiskError.unwritable(folder, e);
    }
  }

  private static AnswerStore opened(AnswerStore store) throws IOException {
    TreeSet<Integer> numbers = new TreeSet<>();
    try (Stream<Path> files = Files.list(store.folder)) {
      files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .forEach(name -> numbers.add(Integer.parseInt(name.group(1))));
    }
    store.newest = numbers.isEmpty() ? 0 : numbers.last();
    store.log = ResumableLog.open(store.file(store.newest), ResumableLog.Unit.line());
    for (int number : numbers) {
      store.read(number);
    }
    store.size = Files.size(store.file(store.newest));
    return store;
  }

  private Path file(int number) {
    return folder.resolve("answers-" + number + ".jsonl");
  }

  private void read(int number) throws IOException {
    long damaged = 0;
    long from = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file(number)), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        Optional<String> id = id(line.toString(StandardCharsets.UTF_8));
        if (id.isPresent()) {
          index.put(id.get(), new Place(number, from, line.size()));
        } else {
          damaged++;
        }
        from += line.size() + 1;
        line.reset();
      }
    }
    if (damaged > 0) {
      LOG.warn("{}: {} damaged lines are left out", file(number), damaged);
    }
  }

  private static Optional<String> id(String line) {
    try {
      JsonNode id = Json.parse(line).path("id");
      return id.isTextual() ? Optional.of(id.asText()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** How many answers are kept. */
  public synchronized int count() {
    return index.size();
  }

  /** An answer that was kept. */
  synchronized Optional<Answer> get(String id) {
    Place place = index.get(id);
    if (place == null) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file(place.file()), StandardOpenOption.READ)) {
      ByteBuffer line = ByteBuffer.allocate(place.length());
      while (line.hasRemaining()) {
        if (channel.read(line, place.from() + line.position()) < 0) {
          throw new IOException("ends early");
        }
      }
      JsonNode json = Json.parse(new String(line.array(), StandardCharsets.UTF_8));
      if (json.path("id").asText().equals(id) && json.path("answer") instanceof ObjectNode body) {
        return Optional.of(new Answer(json.path("status").asInt(), body, true));
      }
      throw new IOException("holds another answer");
    } catch (IOException e) {
      LOG.warn("{}: an answer cannot be read and is made again", file(place.file()), e);
      index.remove(id);
      return Optional.empty();
    }
  }

  /**
   * Keeps an answer; it is on the disk when this returns.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if the disk refuses
   */
  synchronized void put(String id, Answer answer) {
    ObjectNode line = Json.object().put("id", id).put("status", answer.status());
    line.set("answer", answer.body());
    int length = line.toString().getBytes(StandardCharsets.UTF_8).length;
    try {
      if (size > 0 && size + length > bytes / 2) {
        turnOver();
      }
      log.append(List.of(line));
      index.put(id, new Place(newest, size, length));
      size += length + 1;
    } catch (IOException e) {
      throw DiskError.unwritable(file(newest), e);
    }
  }

  private void turnOver() throws IOException {
    log.close();
    int oldest = newest - 1;
    index.values().removeIf(place -> place.file() <= oldest);
    for (int number = oldest; number >= 0 && Files.deleteIfExists(file(number)); number--) {
      LOG.info("{}: is deleted, its answers are forgotten", file(number));
    }
    newest++;
    log = ResumableLog.open(file(newest), ResumableLog.Unit.line());
    size = 0;
  }

  @Override
  public synchronized void close() {
    try {
      log.close();
      lock.close();
    } catch (IOException e) {
      throw DiskError.unwritable(file(newest), e);
    }
  }
}
