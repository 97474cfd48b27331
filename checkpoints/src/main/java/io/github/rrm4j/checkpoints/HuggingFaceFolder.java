package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model in the layout of Hugging Face: config.json, and weights in one file, in shards with an
 * index, or not at all (a model that is initialised, not loaded).
 */
public final class HuggingFaceFolder {

  private static final String CONFIG = "config.json";
  static final String WEIGHTS = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private final Path folder;

  /**
   * @throws InvalidInput if there is no such folder or it has no config.json
   */
  public HuggingFaceFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInput(
          folder + ": no such folder; give the folder of a downloaded or exported model");
    }
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new InvalidInput(
          folder + ": has no config.json; give the folder of a downloaded or exported model");
    }
    this.folder = folder;
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** The description of the architecture. */
  public Path config() {
    return folder.resolve(CONFIG);
  }

  /**
   * The files that hold the weights, in the order of their names.
   *
   * @return model.safetensors, or the shards of the index, or nothing if the folder has no weights
   * @throws InvalidInput if the index leaves the folder, a shard is missing or damaged, or a tensor
   *     is not where the index says; or if the weights are pickled
   */
  public List<Path> weightFiles() {
    if (Files.isRegularFile(folder.resolve(WEIGHTS))) {
      return List.of(folder.resolve(WEIGHTS));
    }
    if (Files.isRegularFile(folder.resolve(INDEX))) {
      SortedMap<String, TreeSet<String>> tensorsOfShard = tensorsOfShard();
      requirePlaces(tensorsOfShard);
      return tensorsOfShard.keySet().stream().map(folder::resolve).toList();
    }
    for (String pickle : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
      if (Files.exists(folder.resolve(pickle))) {
        throw new InvalidInput(
            folder.resolve(pickle) + ": pickled weights are not read; save them as safetensors");
      }
    }
    return List.of();
  }

  /** Whether a name from an untrusted file means a file directly in the folder that it is about. */
  static boolean isPlainName(String name) {
    try {
      Path unused = Path.of(name);
    } catch (InvalidPathException e) { // for example half a surrogate pair
      return false;
    }
    return !name.isBlank()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  private SortedMap<String, TreeSet<String>> tensorsOfShard() {
    SortedMap<String, TreeSet<String>> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap().properties()) {
      String shard = entry.getValue().asText();
      if (!entry.getValue().isTextual() || !isPlainName(shard)) {
        throw badIndex(
            "tensor "
                + OneLine.quoted(entry.getKey())
                + " is said to lie in "
                + OneLine.of(entry.getValue().toString())
                + ", which is no file in the folder");
      }
      tensors.computeIfAbsent(shard, key -> new TreeSet<>()).add(entry.getKey());
    }
    return tensors;
  }

  private JsonNode weightMap() {
    try {
      ObjectNode index = Json.read(folder.resolve(INDEX));
      if (index.path("weight_map").isObject()) {
        return index.path("weight_map");
      }
    } catch (IOException e) {
      throw badIndex(e.getMessage());
    }
    throw badIndex("has no weight_map");
  }

  private void requirePlaces(SortedMap<String, TreeSet<String>> tensorsOfShard) {
    Map<String, String> found = new HashMap<>();
    tensorsOfShard.forEach(
        (shard, expected) -> {
          try (Safetensors file = Safetensors.open(folder.resolve(shard))) {
            for (String tensor : expected) {
              if (!file.tensors().containsKey(tensor)) {
                throw badIndex(
                    "tensor "
                        + OneLine.quoted(tensor)
                        + " is said to lie in "
                        + shard
                        + ", which does not have it");
              }
            }
            for (String tensor : file.tensors().keySet()) {
              String other = found.put(tensor, shard);
              if (other != null) {
                throw badIndex(
                    "tensor " + OneLine.quoted(tensor) + " lies in " + other + " and in " + shard);
              }
            }
          }
        });
  }

  private InvalidInput badIndex(String what) {
    return new InvalidInput(
        folder.resolve(INDEX) + ": " + what + "; index and shards must fit: download them again");
  }
}
