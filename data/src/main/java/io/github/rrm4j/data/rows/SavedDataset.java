package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder that {@code Dataset.save_to_disk} of Hugging Face datasets writes: {@code state.json}
 * names its Arrow files in their order; others, such as {@code cache-*.arrow}, are not of it.
 */
final class SavedDataset {

  private static final String STATE = "state.json";

  private SavedDataset() {}

  /**
   * The files of such a folder.
   *
   * @return empty where the folder is none
   * @throws InvalidInput if a file is missing, or rows are picked by an index beside them
   */
  static Optional<List<Path>> files(Path folder) {
    Path state = folder.resolve(STATE);
    if (!Files.isRegularFile(state)) {
      return Optional.empty();
    }
    ObjectNode json = Json.read(state, "write the folder again with save_to_disk");
    if (!json.has("_data_files")) {
      return Optional.empty();
    }
    if (!json.path("_indices_data_files").isEmpty()) {
      throw new InvalidInput(
          state
              + ": picks rows by an index in files of their own, which is not read, write the"
              + " folder again (flatten_indices(), then save_to_disk)");
    }
    List<Path> files = new ArrayList<>();
    for (JsonNode entry : json.path("_data_files")) {
      Path file = folder.resolve(entry.path("filename").asText());
      if (entry.path("filename").asText().isEmpty() || !Files.isRegularFile(file)) {
        throw InvalidInput.of(
            "%s: names the file '%s', which is not there, must stand beside it, copy it too",
            state, entry.path("filename").asText());
      }
      files.add(file);
    }
    return Optional.of(files);
  }
}
