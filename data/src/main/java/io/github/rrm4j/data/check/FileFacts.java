package io.github.rrm4j.data.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.rows.DataFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of a source that another process looks at: it writes what a {@link DataCheck} needs to
 * know of each row, in their order. A row has a line that tells it from others, then, unless it is
 * a tie, one of its {@link PairFacts}; what is refused ends the lines with its message.
 *
 * @param source its number among the sources
 * @param several whether the source has other files
 */
public record FileFacts(int source, DataFile file, boolean several) {

  static final String REFUSED = "refused";

  /** The files of sources, in their order. */
  public static List<FileFacts> of(List<PairSource> sources) {
    List<FileFacts> all = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      List<DataFile> files = sources.get(i).files();
      for (DataFile file : files) {
        all.add(new FileFacts(i, file, files.size() > 1));
      }
    }
    return all;
  }

  /** As an object. */
  public ObjectNode toJson() {
    return Json.object()
        .put("source", source)
        .put("path", file.path().toString())
        .put("name", file.name())
        .put("several", several);
  }

  /** What {@link #toJson} wrote. */
  public static FileFacts of(JsonNode json) {
    return new FileFacts(
        json.path("source").asInt(),
        new DataFile(Path.of(json.path("path").asText()), json.path("name").asText()),
        json.path("several").asBoolean());
  }

  /**
   * Looks at the file.
   *
   * @param sources all of them
   */
  public void write(List<PairSource> sources, Optional<Benchmark> benchmark, OutputStream out)
      throws IOException {
    try (PairStream pairs =
        sources
            .get(source)
            .open(
                file,
                several,
                (row, identity) ->
                    line(
                        out,
                        identity.toJson().put("number", row.number()).put("unit", row.unit())))) {
      while (pairs.hasNext()) {
        line(out, PairFacts.of(pairs.next(), benchmark).toJson());
      }
    } catch (InvalidInput e) {
      line(out, Json.object().put(REFUSED, e.getMessage()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void line(OutputStream out, ObjectNode json) {
    try {
      out.write(Json.line(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
