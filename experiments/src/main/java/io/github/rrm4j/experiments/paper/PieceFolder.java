package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.WorkFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The folder of a piece, with what decides its result ({@value #INPUTS}, written before the work
 * begins) and the digest of the result ({@value #FINISHED}, written when it is done), each whole or
 * not at all.
 */
record PieceFolder(Piece piece, Path path) {

  static final String INPUTS = "inputs.json";
  static final String FINISHED = "finished.json";

  enum State {
    /** Nothing is there. */
    NEW,
    /** It was begun with these inputs. */
    BEGUN,
    /** It was finished with these inputs, and its result is there. */
    FINISHED,
    /** It was begun or finished with other inputs, or its result was changed. */
    OTHER
  }

  /**
   * @param inputs asked for where the piece was begun: they may take a while
   * @throws InvalidInput if the folder holds something else
   */
  State state(Supplier<ObjectNode> inputs) throws IOException {
    if (!Files.exists(path.resolve(INPUTS))) {
      if (!isNew()) {
        throw new InvalidInput(
            path + ": exists and is not of this paper; choose another --output, or remove it");
      }
      return State.NEW;
    }
    if (!changed(inputs.get()).isEmpty()) {
      return State.OTHER;
    }
    if (!Files.exists(path.resolve(FINISHED))) {
      return State.BEGUN;
    }
    return digest().equals(Optional.of(result())) ? State.FINISHED : State.OTHER;
  }

  /** Drafts that a kill left behind do not count. */
  private boolean isNew() throws IOException {
    if (!Files.isDirectory(path)) {
      return !Files.exists(path);
    }
    return AtomicFiles.nothingIn(path);
  }

  /** Which inputs differ from those of the last time; none where it was the result that did. */
  List<WorkFolder.Difference> changed(ObjectNode inputs) {
    return WorkFolder.differences(read(INPUTS), inputs);
  }

  /** Begins the work; what was made of other inputs is taken away. */
  void begin(ObjectNode inputs) throws IOException {
    Files.createDirectories(path);
    AtomicFiles.write(path.resolve(INPUTS), "{}\n"); // a kill from here on leaves no inputs behind
    List<Path> old = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(path)) {
      entries.filter(entry -> !entry.equals(path)).forEach(old::add);
    }
    old.remove(path.resolve(INPUTS));
    old.sort(Comparator.reverseOrder());
    for (Path entry : old) {
      Files.delete(entry);
    }
    AtomicFiles.write(path.resolve(INPUTS), Json.pretty(inputs));
  }

  void finish() throws IOException {
    String digest =
        digest().orElseThrow(() -> new IOException(path + ": the piece has left no result"));
    ObjectNode json = Json.object().put("piece", piece.title().name()).put("result", digest);
    AtomicFiles.write(path.resolve(FINISHED), Json.pretty(json));
  }

  String result() {
    return read(FINISHED).path("result").asText();
  }

  /** Empty where a file of the result is missing. */
  private Optional<String> digest() throws IOException {
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (Path file : piece.results(path)) {
        String line = file.getFileName() + " " + FileDigest.of(file).sha256() + "\n";
        all.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return Optional.of(HexFormat.of().formatHex(all.digest()));
    } catch (java.nio.file.NoSuchFileException missing) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private ObjectNode read(String file) {
    return Json.read(path.resolve(file), "must be as reproduce wrote it; remove " + path);
  }
}
