package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

  private static final Path TIED = Path.of("src/test/resources/golden/tied-4-2");
  private static final Path UNTIED = Path.of("src/test/resources/golden/untied-6-2");
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void firstValuesAreAFunctionOfTheKeyAndTheNameAlone() {
    ModelConfig small = config(TIED);
    Key key = Key.of(7, "weights");
    Map<String, NDArray> here = Weights.random(small, key, DataType.FLOAT32, manager).tensors();
    try (NDManager other = NDManager.newBaseManager()) {
      Weights.random(small, key.with("something else first"), DataType.FLOAT32, other);
      Map<String, NDArray> there = Weights.random(small, key, DataType.FLOAT32, other).tensors();
      here.forEach(
          (name, tensor) ->
              assertArrayEquals(tensor.toFloatArray(), there.get(name).toFloatArray(), name));
    }
    // A tensor of the same name and width in another model: another order, the same numbers.
    ModelConfig large = config(Path.of("src/test/resources/golden/untied-4-1"));
    assertArrayEquals(
        here.get(DOWN).toFloatArray(),
        Weights.random(large, key, DataType.FLOAT32, manager).tensors().get(DOWN).toFloatArray());
    assertFalse(
        Arrays.equals(
            here.get(DOWN).toFloatArray(),
            Weights.random(small, Key.of(8, "weights"), DataType.FLOAT32, manager)
                .tensors()
                .get(DOWN)
                .toFloatArray()));
    assertFalse(
        Arrays.equals(
            here.get(DOWN).toFloatArray(),
            here.get(DOWN.replace("layers.1", "layers.0")).toFloatArray()));
  }

  @Test
  void matricesStartNormalWithDeviation002BiasesAtZeroAndScalesAtOne() {
    Map<String, NDArray> tensors =
        Weights.random(config(UNTIED), Key.of(7, "weights"), DataType.FLOAT32, manager).tensors();
    for (String matrix : List.of(EMBEDDING, "lm_head.weight", DOWN)) {
      float[] values = tensors.get(matrix).toFloatArray();
      double sum = 0;
      double squares = 0;
      for (float value : values) {
        sum += value;
        squares += value * value;
      }
      int n = values.length;
      assertEquals(0, sum / n, 4 * 0.02 / Math.sqrt(n), matrix);
      assertEquals(0.0004, squares / n, 4 * 0.0004 * Math.sqrt(2.0 / n), matrix);
    }
    assertArrayEquals(
        new float[36], tensors.get("model.layers.0.self_attn.q_proj.bias").toFloatArray());
    float[] ones = new float[36];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, tensors.get("model.norm.weight").toFloatArray());
  }

  @Test
  void allThatDoesNotFitIsNamedAtOnce() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>(read(TIED).toWrite());
    int all = tensors.size();
    tensors.removeIf(
        t -> List.of("model.norm.weight", DOWN, EMBEDDING, bias("q")).contains(t.name()));
    tensors.add(zeros(EMBEDDING, DType.F32, 97, 31));
    tensors.add(zeros(bias("q"), DType.I16, 32));
    tensors.add(zeros("model.layers.2.mlp.up_proj.weight", DType.F32, 2, 2));
    tensors.add(zeros("classifier.bias", DType.F32, 2));
    String message = assertThrows(InvalidInput.class, () -> readWritten(tensors)).getMessage();
    assertEquals(
        List.of(
            "'model.embed_tokens.weight' has shape [97, 31], must be [97, 32]",
            "'model.layers.0.self_attn.q_proj.bias' is I16, must be one of [F32, BF16, F16]",
            "missing tensor 'model.layers.1.mlp.down_proj.weight'",
            "missing tensor 'model.norm.weight'",
            "unexpected tensor 'classifier.bias'",
            "unexpected tensor 'model.layers.2.mlp.up_proj.weight'"),
        problems(message));
    assertEquals(
        Text.format(
            "(found %d of the %d tensors of config.json); use files of this model", all - 4, all),
        message.substring(message.lastIndexOf('(')));
  }

  @Test
  void aLongListOfProblemsIsCutWithACount() throws IOException {
    String message = assertThrows(InvalidInput.class, () -> readWritten(List.of())).getMessage();
    int all = config(TIED).tensors().size();
    assertEquals("and " + (all - 20) + " more", problems(message).get(0));
    assertEquals(21, problems(message).size());
  }

  @Test
  void aHeadThatIsTiedMayAlsoBeInTheFile() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>(read(TIED).toWrite());
    TensorToWrite embedding = tensors.get(0);
    assertEquals("model.embed_tokens.weight", embedding.name());
    tensors.add(
        new TensorToWrite("lm_head.weight", DType.F32, embedding.shape(), embedding.data()));
    assertFalse(readWritten(tensors).tensors().containsKey("lm_head.weight"));
  }

  /** Versions of transformers disagree about which of the two counts. */
  @Test
  void aHeadThatIsTiedAndNotTheEmbeddingIsRefused() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>(read(TIED).toWrite());
    tensors.add(zeros("lm_head.weight", DType.F32, 97, 32));
    String message = assertThrows(InvalidInput.class, () -> readWritten(tensors)).getMessage();
    assertTrue(
        message.endsWith(
            "tie_word_embeddings is true, but lm_head.weight and model.embed_tokens.weight differ; set it to false, or remove lm_head.weight"),
        message);
  }

  @Test
  void whatIsComputedMayBeInTheFileAndIsMentioned() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>(read(TIED).toWrite());
    tensors.add(zeros("model.layers.0.self_attn.rotary_emb.inv_freq", DType.F32, 4));
    tensors.add(zeros("model.rotary_emb.inv_freq", DType.F32, 4));
    tensors.add(zeros("model.position_ids", DType.I64, 0));
    assertFalse(readWritten(tensors).tensors().containsKey("model.rotary_emb.inv_freq"));
    try (WeightFiles files = WeightFiles.open(config(TIED), new HuggingFaceFolder(folder))) {
      assertEquals(
          List.of("3 tensors such as model.position_ids are not needed: they are computed"),
          files.notes());
    }
  }

  @Test
  void aHeadThatIsNotTiedMayNotBeMissing() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>(read(UNTIED).toWrite());
    tensors.removeIf(t -> t.name().equals("lm_head.weight"));
    Files.copy(UNTIED.resolve("config.json"), folder.resolve("config.json"));
    write(tensors);
    assertEquals(
        List.of("missing tensor 'lm_head.weight'"),
        problems(assertThrows(InvalidInput.class, () -> read(folder)).getMessage()));
  }

  @Test
  void aCopyStaysWhenTheOriginalMoves() {
    Weights original = read(TIED);
    Weights copy = original.copy(config(TIED), DataType.FLOAT32, manager);
    float[] before = original.tensors().get(DOWN).toFloatArray();
    original.tensors().get(DOWN).muli(2);
    assertArrayEquals(before, copy.tensors().get(DOWN).toFloatArray());
  }

  private static String bias(String map) {
    return "model.layers.0.self_attn." + map + "_proj.bias";
  }

  /** The problems of a message, sorted. */
  private List<String> problems(String message) {
    String list = message.substring((folder + ": ").length(), message.lastIndexOf(" (found"));
    return Arrays.stream(list.split("; ")).sorted().toList();
  }

  private static TensorToWrite zeros(String name, DType dtype, long... shape) {
    long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int bytes = Math.toIntExact(elements * (dtype == DType.F32 ? 4 : 2));
    return new TensorToWrite(name, dtype, shape, () -> ByteBuffer.allocate(bytes));
  }

  private static ModelConfig config(Path folder) {
    return ModelConfig.read(folder.resolve("config.json"));
  }

  private Weights read(Path folder) {
    return Weights.read(config(folder), new HuggingFaceFolder(folder), DataType.FLOAT32, manager);
  }

  private Weights readWritten(List<TensorToWrite> tensors) throws IOException {
    Files.copy(TIED.resolve("config.json"), folder.resolve("config.json"));
    write(tensors);
    return read(folder);
  }

  private void write(List<TensorToWrite> tensors) throws IOException {
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
  }
}
