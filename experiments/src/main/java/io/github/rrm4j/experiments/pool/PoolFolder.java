package io.github.rrm4j.experiments.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A folder of pools and what was computed from them: {@code NAME.jsonl} with {@code
 * NAME.settings.json} beside it, the results of all commands in one JSON and one Markdown file, and
 * each table as CSV.
 *
 * @param results the name of the result files, without an ending
 */
public record PoolFolder(Path path, String results) {

  /**
   * The file of a pool, which is new or was begun with the same settings.
   *
   * @param settings what decides its judgements
   * @param resume whether one that is there is gone on with
   * @throws InvalidInput if one is there and may not be, or has other settings
   */
  public Path pool(String name, ObjectNode settings, boolean resume) throws IOException {
    WorkFolder pool =
        new WorkFolder(path.resolve(name + ".jsonl"), path.resolve(name + ".settings.json"))
            .orResumed(resume);
    pool.keep(settings);
    return pool.file();
  }

  /** Puts the tables of a command in the place of its last ones. */
  public void write(String command, ObjectNode settings, List<ResultRows> tables)
      throws IOException {
    Path file = path.resolve(results + ".json");
    ObjectNode all = Files.exists(file) ? Json.read(file, "remove it") : Json.object();
    ObjectNode own = all.putObject(command);
    own.set("settings", settings);
    for (ResultRows table : tables) {
      own.set(table.name(), table.toJson());
      AtomicFiles.write(path.resolve(command + "-" + table.name() + ".csv"), table.table().csv());
    }
    AtomicFiles.write(file, Json.pretty(all));
    AtomicFiles.write(path.resolve(results + ".md"), markdown(all));
  }

  private static String markdown(ObjectNode all) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> command : all.properties()) {
      text.append("# ").append(command.getKey()).append('\n');
      for (Map.Entry<String, JsonNode> part : command.getValue().properties()) {
        if (part.getValue().isArray()) {
          text.append("\n## ").append(part.getKey()).append("\n\n");
          List<ObjectNode> rows = new ArrayList<>();
          part.getValue().forEach(row -> rows.add((ObjectNode) row));
          text.append(new ResultRows(part.getKey(), rows).table().markdown());
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
