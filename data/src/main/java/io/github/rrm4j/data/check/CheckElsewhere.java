package io.github.rrm4j.data.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.PairIds;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.RowIdentity;
import io.github.rrm4j.data.rows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A {@link DataCheck} of files that other processes look at. What {@link FileFacts} say is counted
 * here, in the order of the files, so that the result is that of one process. Held are, as there,
 * fingerprints of all pairs and ids, and the places of the pairs.
 */
public final class CheckElsewhere {

  private final List<PairSource> sources;
  private final Optional<Benchmark> benchmark;
  private final DataCheck check;
  private PairIds ids = new PairIds();
  private int source;
  private long ties;

  public CheckElsewhere(List<PairSource> sources, Optional<Benchmark> benchmark) {
    this.sources = sources;
    this.benchmark = benchmark;
    this.check = new DataCheck(benchmark);
  }

  /**
   * Counts what was said of a file that stands behind those that were counted.
   *
   * @throws InvalidInput if a row of it was refused, or has the id of another
   */
  public void take(FileFacts file, List<byte[]> lines) throws IOException {
    while (source < file.source()) {
      end();
    }
    ids.begin(file.file());
    Optional<Row> open = Optional.empty(); // the last row, where it is kept and has no pair so far
    for (byte[] line : lines) {
      JsonNode json = Json.parse(new String(line, StandardCharsets.UTF_8));
      if (json.has("id")) {
        ties += open.isPresent() ? 1 : 0;
        Row row = row(file, json);
        open = ids.next(row, RowIdentity.of(json)).map(id -> row);
      } else if (json.has(FileFacts.REFUSED)) {
        throw new InvalidInput(json.path(FileFacts.REFUSED).asText());
      } else if (open.isPresent()) {
        check.count(PairFacts.of(json, benchmark), open.get().place());
        open = Optional.empty();
      }
    }
    ties += open.isPresent() ? 1 : 0;
  }

  private static Row row(FileFacts file, JsonNode json) {
    String unit = json.path("unit").asText();
    return new Row(
        file.file().path().toString(),
        file.file().name(),
        unit.equals("line") ? "" : unit,
        json.path("number").asInt(),
        Json.object());
  }

  private void end() {
    check.end(sources.get(source), ties, ids.repeated().note("rows"));
    ids = new PairIds();
    ties = 0;
    source++;
  }

  /** What was found, once all files were counted. */
  public DataCheck.Result result() {
    while (source < sources.size()) {
      end();
    }
    return check.result();
  }
}
