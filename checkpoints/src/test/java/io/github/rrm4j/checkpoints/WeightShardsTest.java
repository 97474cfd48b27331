package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightShardsTest {

  /** 12, 20, 4, 40 and 8 bytes. */
  private static final List<TensorToWrite> TENSORS =
      List.of(tensor("d", 3), tensor("b", 5), tensor("e", 1), tensor("a", 10), tensor("c", 2));

  @TempDir private Path folder;

  @Test
  void whatFitsIsOneFileWithoutAnIndex() throws IOException {
    WeightShards.write(folder, TENSORS, 84);
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void shardsAreFilledInOrderAndATensorThatIsTooLargeStandsAlone() throws IOException {
    WeightShards.write(folder, TENSORS, 36);
    assertEquals(
        List.of(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json"),
        names());
    JsonNode index =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("model.safetensors.index.json")));
    assertEquals(84, index.at("/metadata/total_size").asLong());
    assertEquals(
        "{\"a\":\"model-00002-of-00003.safetensors\",\"b\":\"model-00001-of-00003.safetensors\","
            + "\"c\":\"model-00003-of-00003.safetensors\",\"d\":\"model-00001-of-00003.safetensors\","
            + "\"e\":\"model-00001-of-00003.safetensors\"}",
        index.get("weight_map").toString());
  }

  @Test
  void shardsAreReadAsTheFolderThatTheyAre() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    WeightShards.write(folder, TENSORS, 1);
    List<Path> files = new HuggingFaceFolder(folder).weightFiles();
    assertEquals(TENSORS.size(), files.size());
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      try (Safetensors shard = Safetensors.open(file)) {
        found.addAll(shard.tensors().keySet());
        assertEquals("pt", shard.metadata().get("format"));
      }
    }
    assertTrue(found.containsAll(List.of("a", "b", "c", "d", "e")), found.toString());
  }

  private static TensorToWrite tensor(String name, int size) {
    return new TensorToWrite(
        name, DType.F32, new long[] {size}, () -> ByteBuffer.allocate(4 * size));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
