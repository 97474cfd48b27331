package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backward pass against finite differences, and what does not change its result. */
class TrainingPassTest {

  private static final double TEMPERATURE = 0.8;
  private static final PassMemory ALL_KEPT = new PassMemory(1 << 20, 0);

  /** What a function of the log-probs alone has of the entropies. */
  private static final double NONE = 0;

  private static final double BOTH = 1.7;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest(name = "{0}, {1} of the entropies")
  @CsvSource({
    "tied-4-2, 0",
    "tied-4-2, 1.7",
    "untied-6-2, 0",
    "untied-6-2, -5",
    "untied-4-1, 0",
    "qwen3-untied-6-2, 0",
    "qwen3-untied-6-2, 1.7",
    "llama-4-2, 0",
    "llama-4-2, 1.7",
    "gemma2-4-2, 0",
    "gemma2-4-2, 1.7",
    "gemma2-untied-4-1, 0",
    "adapter-qwen3, 0",
    "adapter-qwen3, 1.7"
  })
  void gradientsAgreeWithFiniteDifferences(String name, double entropy) {
    try (Golden golden = new Golden(name, manager)) {
      List<TokenSequence> rows = rows(golden);
      Map<String, float[]> gradients = gradients(golden.model, rows, ALL_KEPT, entropy);
      assertEquals(golden.model.trainable().keySet(), gradients.keySet());
      gradients.forEach(
          (tensor, gradient) -> {
            NDArray moved = golden.model.trainable().get(tensor);
            float[] direction = new float[gradient.length];
            double slope = 0;
            double norm = 0;
            for (int i = 0; i < direction.length; i++) {
              direction[i] = gradient[i] + (float) Key.of(1, tensor).gaussian(i);
              slope += (double) gradient[i] * direction[i];
              norm += (double) direction[i] * direction[i];
            }
            float step = (float) (0.004 / Math.sqrt(norm));
            double found =
                sumAt(golden.model, rows, moved, direction, step, entropy)
                    - sumAt(golden.model, rows, moved, direction, -step, entropy);
            assertEquals(slope, found / (2 * step), 0.02 * Math.abs(slope) + 0.02, tensor);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "qwen3-untied-6-2", "adapter-qwen3", "gemma2-4-2"})
  void whatIsKeptAndWhatIsComputedAgainChangesOnlyRounding(String name) {
    try (Golden golden = new Golden(name, manager)) {
      List<TokenSequence> rows = rows(golden);
      Map<String, float[]> all = gradients(golden.model, rows, ALL_KEPT, BOTH);
      int vocab = golden.model.config().vocab();
      for (int every = 0; every <= golden.model.config().layers() + 1; every++) {
        for (int positions : new int[] {1, 3, 1000}) {
          PassMemory memory = new PassMemory(4L * vocab * positions, every);
          assertClose(all, gradients(golden.model, rows, memory, BOTH));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "tied-4-2, BLOCKS",
    "tied-4-2, CPU_FLASH",
    "untied-6-2, CPU_FLASH",
    "tied-4-4, CPU_FLASH",
    "untied-4-1, CPU_FLASH",
    "qwen3-untied-6-2, CPU_FLASH",
    "llama-4-2, CPU_FLASH",
    "adapter-qwen3, CPU_FLASH",
    "gemma2-4-2, CPU_FLASH"
  })
  void operatorsOfOtherDevicesGiveTheSameGradients(String name, Kernels.Attention attention) {
    Kernels others = new Kernels(false, true, attention, 1 << 20, true);
    try (Golden golden = new Golden(name, manager);
        Golden other = new Golden(name, others, manager)) {
      for (PassMemory memory : List.of(ALL_KEPT, new PassMemory(1000, 1))) {
        assertClose(
            gradients(golden.model, rows(golden), ALL_KEPT, BOTH),
            gradients(other.model, rows(golden), memory, BOTH));
      }
    }
  }

  @Test
  void aRowAloneHasTheGradientThatItHasBesideOthers() {
    try (Golden golden = new Golden("tied-4-2", manager)) {
      List<TokenSequence> rows = rows(golden);
      Map<String, float[]> sum = new LinkedHashMap<>();
      for (TokenSequence row : rows) {
        gradients(golden.model, List.of(row), ALL_KEPT, BOTH)
            .forEach(
                (tensor, values) -> {
                  float[] into = sum.computeIfAbsent(tensor, t -> new float[values.length]);
                  for (int i = 0; i < into.length; i++) {
                    into[i] += values[i];
                  }
                });
      }
      assertClose(sum, gradients(golden.model, rows, ALL_KEPT, BOTH));
      assertClose(sum, gradients(golden.model, List.of(rows.get(1), rows.get(0)), ALL_KEPT, BOTH));
    }
  }

  /** Two layers; of Gemma 2 both slide unless the window is 0. */
  private static ModelConfig small(Architecture architecture, int window) {
    Scores scores =
        architecture == Architecture.GEMMA2
            ? new Scores(0.4, 4, 8, window, window == 0 ? List.of() : List.of(true, true))
            : Scores.usual(4);
    return new ModelConfig(
        architecture,
        50,
        16,
        2,
        new ModelConfig.Attention(4, 2, 4, new Rope(10000, new Rope.Unscaled()), scores),
        24,
        architecture == Architecture.QWEN2 ? List.of("q_proj", "k_proj", "v_proj") : List.of(),
        1e-6,
        512,
        true,
        0.2,
        Head.TOKENS);
  }

  private static int[] some(int count, int vocab) {
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = Key.of(3, "long").below(i, vocab);
    }
    return tokens;
  }

  @Test
  void aTokenDependsOnTheWindowsOfItsLayersAndOnNothingBefore() {
    ModelConfig config = small(Architecture.GEMMA2, 21);
    try (Decoder decoder = new Decoder(config, DataType.FLOAT32, 0, Device.cpu())) {
      Weights weights = Weights.random(config, Key.of(1, "long"), DataType.FLOAT32, manager);
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      int[] all = some(300, config.vocab());
      float[] whole = logprobs(model, new TokenSequence(new int[2], all));
      for (int from : new int[] {60, 100, 200}) {
        int[] prompt = Arrays.copyOfRange(all, from - 41, from); // 20 before the first 20 before it
        TokenSequence late = new TokenSequence(prompt, Arrays.copyOfRange(all, from, 300));
        assertArrayEquals(Arrays.copyOfRange(whole, from, 300), logprobs(model, late), 1e-4f);
        prompt = Arrays.copyOfRange(all, from - 20, from);
        TokenSequence later = new TokenSequence(prompt, Arrays.copyOfRange(all, from, 300));
        assertTrue(Math.abs(whole[from] - logprobs(model, later)[0]) > 1e-3);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"QWEN2, 0", "GEMMA2, 0", "GEMMA2, 21", "GEMMA2, 150"})
  void aLongSequenceIsCutIntoBlocksOfQueriesWithTheSameResult(
      Architecture architecture, int window) {
    ModelConfig config = small(architecture, window);
    try (Decoder decoder = new Decoder(config, DataType.FLOAT32, 0, Device.cpu())) {
      Weights weights = Weights.random(config, Key.of(1, "long"), DataType.FLOAT32, manager);
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      int[] completion = some(300, config.vocab());
      TokenSequence row = new TokenSequence(new int[2], completion);
      TokenSequence start = new TokenSequence(new int[2], Arrays.copyOf(completion, 60));
      assertArrayEquals(logprobs(model, start), Arrays.copyOf(logprobs(model, row), 60), 1e-5f);
      Map<String, float[]> gradients = gradients(model, List.of(row), ALL_KEPT, NONE);
      for (String map : List.of("q_proj", "k_proj", "v_proj")) {
        String tensor = "model.layers.0.self_attn." + map + ".weight";
        float[] direction = gradients.get(tensor);
        double slope = 0;
        for (float value : direction) {
          slope += (double) value * value;
        }
        float step = (float) (0.004 / Math.sqrt(slope));
        NDArray moved = model.trainable().get(tensor);
        double found =
            sumAt(model, List.of(row), moved, direction, step, NONE)
                - sumAt(model, List.of(row), moved, direction, -step, NONE);
        assertEquals(slope, found / (2 * step), 0.02 * slope, tensor);
      }
    }
  }

  private float[] logprobs(LanguageModel model, TokenSequence row) {
    try (NDManager scope = manager.newSubManager()) {
      return model.logprobs(scope, List.of(row), 1, ALL_KEPT).values().toFloatArray();
    }
  }

  @Test
  void whereAllTokensAreEquallyLikelyTheEntropyIsAtItsTopAndFlat() {
    try (Golden golden = new Golden("untied-4-1", manager)) {
      NDArray head = golden.model.trainable().get("lm_head.weight");
      head.muli(0); // all logits are 0
      List<TokenSequence> rows = rows(golden);
      try (NDManager scope = manager.newSubManager()) {
        Gradients gradients = golden.model.gradients(scope);
        TrainingPass pass = golden.model.forward(scope, rows, ALL_KEPT);
        LanguageModel.Logprobs at = pass.logprobs(scope, 1, ALL_KEPT);
        NDArray none = at.values().zerosLike();
        pass.backwardHead(none, Optional.of(none.onesLike()), gradients);
        for (float entropy : at.entropy().toFloatArray()) {
          assertEquals(Math.log(golden.model.config().vocab()), entropy, 1e-5);
        }
        NDArray slope = gradients.tensors().get("lm_head.weight");
        assertEquals(0, slope.abs().max().getFloat(), 1e-5);
      }
    }
  }

  @Test
  void passesLeaveNoArraysBehind() {
    try (Golden golden = new Golden("adapter-qwen3", manager)) {
      gradients(golden.model, rows(golden), ALL_KEPT, BOTH);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        gradients(golden.model, rows(golden), new PassMemory(1000, 1), BOTH);
      }
      assertTrue(before > 0);
      assertEquals(before, manager.getManagedArrays().size());
    }
  }

  private static List<TokenSequence> rows(Golden golden) {
    return List.of(
        new TokenSequence(golden.sequences[0], new int[] {3, 1, 4}),
        new TokenSequence(golden.sequences[1], new int[] {15, 92, 65, 35, 89, 79, 32}));
  }

  /** Gradients of the sum of the log-probs and so much of the sum of the entropies. */
  private Map<String, float[]> gradients(
      LanguageModel model, List<TokenSequence> rows, PassMemory memory, double entropy) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      Gradients gradients = model.gradients(scope);
      TrainingPass pass = model.forward(scope, rows, memory);
      NDArray logprobs = pass.logprobs(scope, TEMPERATURE, memory).values();
      NDArray ones = scope.ones(logprobs.getShape());
      Optional<NDArray> weights =
          entropy == NONE ? Optional.empty() : Optional.of(ones.mul((float) entropy));
      pass.backwardHead(ones, weights, gradients);
      pass.backwardLayers(gradients);
      gradients.tensors().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    }
    return values;
  }

  private static void assertClose(Map<String, float[]> expected, Map<String, float[]> found) {
    expected.forEach(
        (name, values) -> {
          double norm = 0;
          double gap = 0;
          for (int i = 0; i < values.length; i++) {
            norm += (double) values[i] * values[i];
            gap += Math.pow(values[i] - found.get(name)[i], 2);
          }
          assertTrue(Math.sqrt(gap) <= 1e-5 * Math.sqrt(norm) + 1e-6, name + " " + gap / norm);
        });
  }

  /** The same sum with a tensor moved by step * direction. */
  private double sumAt(
      LanguageModel model,
      List<TokenSequence> rows,
      NDArray tensor,
      float[] direction,
      float step,
      double entropy) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray before = tensor.duplicate();
      before.attach(scope);
      tensor.addi(scope.create(direction, tensor.getShape()).muli(step));
      double sum = 0;
      LanguageModel.Logprobs logprobs = model.logprobs(scope, rows, TEMPERATURE, ALL_KEPT);
      for (float value : logprobs.values().toFloatArray()) {
        sum += value;
      }
      for (float value : logprobs.entropy().toFloatArray()) {
        sum += entropy * value;
      }
      tensor.subi(tensor).addi(before);
      return sum;
    }
  }
}
