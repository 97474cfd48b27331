package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The list of a checkpoint's files, written beside them as {@value #NAME}:
 *
 * <pre>{@code
 * {"format": 1, "step": 120, "score": 0.91,
 *  "files": {"model.safetensors": {"bytes": 4096, "sha256": "9f86d0..."}}}
 * }</pre>
 *
 * <p>Files that it does not name do not matter: a note laid into the folder damages nothing.
 */
record Manifest(long step, OptionalDouble score, SortedMap<String, FileDigest> files) {

  static final String NAME = "manifest.json";
  private static final int FORMAT = 1;

  Manifest {
    files = Collections.unmodifiableSortedMap(files);
  }

  /** Reads every file below the folder. */
  static Manifest describe(Path folder, long step, OptionalDouble score) throws IOException {
    SortedMap<String, FileDigest> files = new TreeMap<>();
    for (Path path : below(folder)) {
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        requireInside(folder.relativize(path).toString());
        files.put(folder.relativize(path).toString(), FileDigest.of(path));
      } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(folder.relativize(path) + " is neither a file nor a folder");
      }
    }
    return new Manifest(step, score, files);
  }

  /** Everything in a folder, deepest first, then the folder itself; links are not followed. */
  static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Collections.reverseOrder()).toList();
    }
  }

  byte[] bytes() throws IOException {
    ObjectNode root = Json.object().put("format", FORMAT).put("step", step);
    score.ifPresent(value -> root.put("score", value));
    ObjectNode list = root.putObject("files");
    files.forEach(
        (name, digest) ->
            list.putObject(name).put("bytes", digest.bytes()).put("sha256", digest.sha256()));
    return Json.pretty(root).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws DamagedCheckpoint if there is no manifest in the folder or it is not one
   */
  static Manifest read(Path folder) throws DamagedCheckpoint {
    Path file = folder.resolve(NAME);
    try {
      ObjectNode root = Json.read(file);
      if (root.path("format").asInt(0) != FORMAT) {
        throw new IOException("has the format " + root.path("format") + ", known is " + FORMAT);
      }
      require(isWhole(root.path("step")), "has no step");
      JsonNode score = root.path("score");
      require(score.isMissingNode() || score.isNumber(), "has a score that is no number");
      return new Manifest(
          root.path("step").asLong(),
          score.isMissingNode() ? OptionalDouble.empty() : OptionalDouble.of(score.asDouble()),
          digests(root.path("files")));
    } catch (IOException e) {
      throw new DamagedCheckpoint(file, OneLine.of(e));
    }
  }

  private static SortedMap<String, FileDigest> digests(JsonNode files) throws IOException {
    require(files.isObject(), "has no list of files");
    SortedMap<String, FileDigest> digests = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : files.properties()) {
      JsonNode bytes = entry.getValue().path("bytes");
      JsonNode sha256 = entry.getValue().path("sha256");
      String name = OneLine.quoted(entry.getKey());
      requireInside(entry.getKey());
      require(isWhole(bytes) && sha256.isTextual(), "lacks bytes or sha256 of " + name);
      digests.put(entry.getKey(), new FileDigest(bytes.asLong(), sha256.asText()));
    }
    return digests;
  }

  private static boolean isWhole(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong();
  }

  private static void requireInside(String name) throws IOException {
    require(
        Stream.of(name.split("/", -1)).allMatch(HuggingFaceFolder::isPlainName),
        "names " + OneLine.quoted(name) + ", which is no name of a file inside the folder");
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  /**
   * Compares every file with its digest.
   *
   * @throws DamagedCheckpoint naming the first file that is missing or has other bytes
   */
  void verify(Path folder) throws DamagedCheckpoint {
    for (Map.Entry<String, FileDigest> entry : files.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      FileDigest expected = entry.getValue();
      try {
        if (!Files.isRegularFile(file)) {
          throw new DamagedCheckpoint(file, "is missing");
        }
        if (Files.size(file) != expected.bytes()) {
          throw new DamagedCheckpoint(
              file, "has " + Files.size(file) + " bytes, its manifest says " + expected.bytes());
        }
        FileDigest found = FileDigest.of(file);
        if (!found.equals(expected)) {
          throw new DamagedCheckpoint(
              file,
              "has the SHA-256 " + shortened(found) + ", its manifest says " + shortened(expected));
        }
      } catch (IOException e) {
        throw new DamagedCheckpoint(file, "cannot be read: " + OneLine.of(e));
      }
    }
  }

  private static String shortened(FileDigest digest) {
    String sha256 = OneLine.of(digest.sha256());
    return sha256.substring(0, Math.min(12, sha256.length())) + "...";
  }
}
