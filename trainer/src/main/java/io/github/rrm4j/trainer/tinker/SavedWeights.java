package io.github.rrm4j.trainer.tinker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.ModelFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Weights that were saved at a service, as a checkpoint names them in the place of its own.
 *
 * @param path under which the service loads them
 * @param service where it was when they were saved
 * @param base the name of the base model there
 * @param rank of the adapter
 */
public record SavedWeights(String path, String service, String base, int rank) {

  /** Writes it into the folder of a checkpoint. */
  void write(Path folder) throws IOException {
    ObjectNode json =
        Json.object()
            .put("path", path)
            .put("service", service)
            .put("base_model", base)
            .put("lora_rank", rank);
    Files.writeString(folder.resolve(ModelFolder.AT_SERVICE), Json.pretty(json));
  }

  /** The paths that the checkpoints of a run name; those that are being written name none. */
  public static Set<String> below(Path checkpoints) {
    Set<String> paths = new TreeSet<>();
    if (Files.isDirectory(checkpoints)) {
      try (Stream<Path> folders = Files.list(checkpoints)) {
        for (Path folder : folders.sorted().toList()) {
          if (!folder.getFileName().toString().startsWith(".tmp-")) {
            in(folder).ifPresent(saved -> paths.add(saved.path()));
          }
        }
      } catch (IOException e) {
        throw DiskError.unreadable(checkpoints, e);
      }
    }
    return paths;
  }

  /**
   * What a folder names; empty where it names nothing.
   *
   * @throws InvalidInput if the file cannot be read
   */
  public static Optional<SavedWeights> in(Path folder) {
    Path file = folder.resolve(ModelFolder.AT_SERVICE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      ObjectNode json = Json.read(file);
      return Optional.of(
          new SavedWeights(
              json.required("path").asText(),
              json.required("service").asText(),
              json.required("base_model").asText(),
              json.required("lora_rank").asInt()));
    } catch (FileSystemException e) {
      throw DiskError.unreadable(file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInput(
          file
              + ": does not name weights at a service ("
              + Json.reasonOf(e)
              + "), must be as the run wrote it; restore it",
          e);
    }
  }
}
