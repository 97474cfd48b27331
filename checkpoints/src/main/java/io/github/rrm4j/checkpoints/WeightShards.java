package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the weights of a model folder: one file where they fit, else shards with an index.
 *
 * <p>Source: the names and the index of transformers' save_pretrained. A shard is filled in the
 * order of the tensors and closed before it would be too large; a tensor is never cut.
 */
public final class WeightShards {

  /** What transformers takes for the most bytes of a file. */
  public static final long USUAL_BYTES = 5_000_000_000L;

  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private WeightShards() {}

  /**
   * @param tensors in the order in which shards are filled
   * @param mostBytes of the tensors of a file, unless one tensor alone has more
   */
  public static void write(Path folder, List<TensorToWrite> tensors, long mostBytes)
      throws IOException {
    List<List<TensorToWrite>> shards = shards(tensors, mostBytes);
    if (shards.size() == 1) {
      SafetensorsWriter.write(folder.resolve(HuggingFaceFolder.WEIGHTS), tensors, METADATA);
      return;
    }
    TreeMap<String, String> places = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name = Text.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.write(folder.resolve(name), shards.get(i), METADATA);
      shards.get(i).forEach(tensor -> places.put(tensor.name(), name));
    }
    ObjectNode index = Json.object();
    index
        .putObject("metadata")
        .put("total_size", tensors.stream().mapToLong(TensorToWrite::bytes).sum());
    ObjectNode map = index.putObject("weight_map");
    places.forEach(map::put);
    AtomicFiles.write(folder.resolve(HuggingFaceFolder.INDEX), Json.pretty(index));
  }

  private static List<List<TensorToWrite>> shards(List<TensorToWrite> tensors, long mostBytes) {
    List<List<TensorToWrite>> shards = new ArrayList<>(List.of(new ArrayList<>()));
    long filled = 0;
    for (TensorToWrite tensor : tensors) {
      if (filled > 0 && filled + tensor.bytes() > mostBytes) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      filled += tensor.bytes();
    }
    return shards;
  }
}
