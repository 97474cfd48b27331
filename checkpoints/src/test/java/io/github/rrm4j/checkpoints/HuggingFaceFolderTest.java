package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceFolderTest {

  @TempDir Path folder;

  @BeforeEach
  void writeConfig() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
  }

  private Path weights(String name, String... tensors) throws IOException {
    Path file = folder.resolve(name);
    SafetensorsWriter.write(
        file,
        Arrays.stream(tensors)
            .map(tensor -> SafetensorsTest.tensor(tensor, DType.U8, new long[0], new byte[1]))
            .toList(),
        Map.of());
    return file;
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
  }

  @Test
  void aFolderWithoutWeightsHasNone() {
    HuggingFaceFolder model = new HuggingFaceFolder(folder);
    assertEquals(List.of(), model.weightFiles());
    assertEquals(folder.resolve("config.json"), model.config());
  }

  @Test
  void oneFileIsTheWeights() throws IOException {
    Path file = weights("model.safetensors", "a");
    assertEquals(List.of(file), new HuggingFaceFolder(folder).weightFiles());
  }

  @Test
  void shardsAreTheWeights() throws IOException {
    Path one = weights("model-00001-of-00002.safetensors", "a", "b");
    Path two = weights("model-00002-of-00002.safetensors", "c");
    index(
        "{'metadata':{'total_size':3},'weight_map':{'c':'model-00002-of-00002.safetensors',"
            + "'a':'model-00001-of-00002.safetensors','b':'model-00001-of-00002.safetensors'}}");
    assertEquals(List.of(one, two), new HuggingFaceFolder(folder).weightFiles());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'weight_map':{'a':'../one'}}            | 'a' is said to lie in \"../one\", which is no file in the folder",
        "{'weight_map':{'a':'/etc/passwd'}}       | which is no file in the folder",
        "{'weight_map':{'a':'..'}}                | which is no file in the folder",
        "{'weight_map':{'a':7}}                   | which is no file in the folder",
        "{'weight_map':{'a':'one\\ud83d'}}        | which is no file in the folder",
        "{'weight_map':{'a':'one','z':'one'}}     | 'z' is said to lie in one, which does not have it",
        "{'weight_map':{'a':'one','c':'two'}}     | tensor 'b' lies in one and in two",
        "{'weight_map':{'a':'absent'}}            | absent: no such file",
        "{'weight_map':{'a':'one','a':'two'}}     | Duplicate field 'a'",
        "{'weight_map':['one']}                   | has no weight_map",
        "{}                                       | has no weight_map",
        "[]                                       | is not a JSON object",
        "{'weight_map'                            | is not valid JSON",
      })
  void anIndexThatDoesNotFitIsRefused(String json, String expected) throws IOException {
    weights("one", "a", "b");
    weights("two", "b", "c");
    index(json);
    HuggingFaceFolder model = new HuggingFaceFolder(folder);
    InvalidInput e = assertThrows(InvalidInput.class, model::weightFiles);
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void pickledWeightsAreRefused() throws IOException {
    Files.writeString(folder.resolve("pytorch_model.bin"), "");
    HuggingFaceFolder model = new HuggingFaceFolder(folder);
    InvalidInput e = assertThrows(InvalidInput.class, model::weightFiles);
    assertTrue(e.getMessage().contains("save them as safetensors"), e.getMessage());
  }

  @Test
  void aMissingFolderOrConfigIsNamed() throws IOException {
    Path absent = folder.resolve("absent");
    assertEquals(
        absent + ": no such folder; give the folder of a downloaded or exported model",
        assertThrows(InvalidInput.class, () -> new HuggingFaceFolder(absent)).getMessage());
    Files.delete(folder.resolve("config.json"));
    assertEquals(
        folder + ": has no config.json; give the folder of a downloaded or exported model",
        assertThrows(InvalidInput.class, () -> new HuggingFaceFolder(folder)).getMessage());
  }
}
