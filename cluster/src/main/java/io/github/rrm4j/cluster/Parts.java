package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The parts of an output, in the folder {@code OUTPUT.parts} beside it. Each file is written under
 * another name and then renamed, the report last: a part that has a report is whole.
 */
final class Parts {

  /** The ending of the file that says what became of a slice. */
  static final String REPORT = ".report.json";

  private final FileSystem system;
  private final Path output;
  private final Path folder;

  private Parts(FileSystem system, Path output) {
    this.system = system;
    this.output = output;
    this.folder = output.suffix(".parts");
  }

  /** The parts of an output that may not be there yet. */
  static Parts of(Configuration conf, String output) throws IOException {
    Path path = new Path(output);
    FileSystem system = path.getFileSystem(conf);
    system.setWriteChecksum(false); // no .crc files beside local ones
    return new Parts(system, path);
  }

  /** The folder of the parts. */
  Path folder() {
    return folder;
  }

  /** The report of a part that is whole. */
  Optional<ObjectNode> report(String name) throws IOException {
    Path file = new Path(folder, name + REPORT);
    if (!system.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = system.open(file)) {
      return Optional.of(
          (ObjectNode) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  /** Puts a file of a part where it belongs; one that is there has the same bytes. */
  void put(String name, java.nio.file.Path file, long attempt) throws IOException {
    try (InputStream in = java.nio.file.Files.newInputStream(file)) {
      place(new Path(folder, name), attempt, in);
    }
  }

  /** Ends a part. */
  void finish(String name, ObjectNode report, long attempt) throws IOException {
    place(
        new Path(folder, name + REPORT),
        attempt,
        new java.io.ByteArrayInputStream(Json.line(report)));
  }

  private void place(Path file, long attempt, InputStream in) throws IOException {
    Path unfinished = new Path(folder, "_" + file.getName() + "." + attempt);
    try (OutputStream out = system.create(unfinished, true)) {
      in.transferTo(out);
    }
    if (!system.rename(unfinished, file)) {
      system.delete(unfinished, false);
      if (!system.exists(file)) {
        throw new IOException(file + " could not be written");
      }
    }
  }

  /**
   * Puts parts behind each other.
   *
   * @param parts their reports, in order
   * @param ending of the output
   */
  void join(List<ObjectNode> parts, String ending) throws IOException {
    Path whole = output.suffix(ending);
    Path unfinished = new Path(whole.getParent(), "_" + whole.getName() + ".unfinished");
    try (OutputStream out = system.create(unfinished, true)) {
      for (ObjectNode part : parts) {
        Path file = file(part, ending);
        long bytes = 0;
        try (InputStream in = system.open(file)) {
          bytes = in.transferTo(out);
        }
        if (bytes != part.path("bytes").path(ending).asLong(-1)) {
          throw new InvalidInput(
              file
                  + ": has "
                  + bytes
                  + " bytes, must have as many as its report says; remove "
                  + folder
                  + " and run again");
        }
      }
    }
    replace(unfinished, whole);
  }

  /** The file of a part. */
  Path file(ObjectNode part, String ending) {
    return new Path(folder, part.path("part").asText() + ending);
  }

  /** Writes a small file beside the output. */
  void write(String ending, String text) throws IOException {
    Path whole = output.suffix(ending);
    Path unfinished = new Path(whole.getParent(), "_" + whole.getName() + ".unfinished");
    try (OutputStream out = system.create(unfinished, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    replace(unfinished, whole);
  }

  private void replace(Path unfinished, Path whole) throws IOException {
    if (!system.rename(unfinished, whole)) {
      system.delete(whole, false);
      if (!system.rename(unfinished, whole)) {
        throw new IOException(whole + " could not be written");
      }
    }
  }
}
