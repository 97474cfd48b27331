package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.MemoryPlan.Phase;
import io.github.rrm4j.trainer.MemoryPlan.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers were computed by hand from the formulas of {@link MemoryPlan}. */
class MemoryPlanTest {

  @TempDir static Path folder;

  /** 2 x 800 + 8 and two layers of 608: 2,824 parameters. */
  private static ModelConfig model;

  private static final Settings FULL =
      new Settings(Optional.empty(), 4, true, true, 6, 8, 4, 10, 6, 20);
  private static final Settings LORA =
      new Settings(
          Optional.of(new PeftAdapter(2, 4, List.of("q_proj", "down_proj"), Optional.empty())),
          2,
          true,
          true,
          6,
          8,
          4,
          10,
          6,
          20);

  @BeforeAll
  static void read() throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(
        file,
        """
        {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
         "vocab_size": 100, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
         "num_key_value_heads": 1, "intermediate_size": 16, "max_position_embeddings": 32,
         "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": false}
        """);
    model = ModelConfig.read(file);
  }

  private static Map<String, Long> phase(Settings settings, String name) {
    return MemoryPlan.of(model, settings).phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow()
        .parts();
  }

  @Test
  void allWeightsInSinglePrecisionWithAReference() {
    assertEquals(2824, model.parameters());
    assertEquals(
        Map.of(
            "weights", 12320L,
            "gradients", 11296L,
            "moments", 22592L,
            "reference", 11296L,
            "cache", 6144L,
            "prefill", 5760L,
            "sampling", 14400L),
        phase(FULL, "rollout"));
    assertEquals(5760, phase(FULL, "reference").get("activations"));
    assertEquals(9600, phase(FULL, "reference").get("logits"));
    assertEquals(23040, phase(FULL, "update").get("activations"));
    assertEquals(12800, phase(FULL, "update").get("logits"));
    assertEquals(0, phase(FULL, "update").get("casts"));
    assertEquals(22400, phase(FULL, "optimiser").get("on the way"));
  }

  @Test
  void anAdapterOnFrozenWeightsInBf16() {
    Map<String, Long> rollout = phase(LORA, "rollout");
    assertEquals(7312, rollout.get("weights"));
    assertEquals(640, rollout.get("gradients"));
    assertEquals(1280, rollout.get("moments"));
    assertEquals(false, rollout.containsKey("reference"));
    assertEquals(3072, rollout.get("cache"));
    assertEquals(11520, phase(LORA, "update").get("activations"));
    assertEquals(0, phase(LORA, "update").get("casts"));
    assertEquals(896, phase(LORA, "optimiser").get("on the way"));
  }

  @Test
  void mastersThatAreCastAreThereTwiceInTheUpdate() {
    Settings mixed = new Settings(Optional.empty(), 2, true, false, 6, 8, 4, 10, 6, 20);
    assertEquals(5648, phase(mixed, "update").get("casts"));
    assertEquals(12320, phase(mixed, "update").get("weights"));
  }

  @Test
  void withoutRolloutsOnlyTheUpdateIsPlanned() {
    Settings sft = new Settings(Optional.empty(), 4, false, false, 6, 8, 4, 10, 6, 20);
    assertEquals(
        List.of("update", "optimiser"),
        MemoryPlan.of(model, sft).phases().stream().map(Phase::name).toList());
  }

  @Test
  void weightsGradientsAndMomentsAreThoseOfTheTensors() {
    try (TinyModel tiny = new TinyModel()) {
      ModelConfig config = tiny.model.config();
      Map<String, Long> parts = MemoryPlan.of(config, FULL).phases().get(0).parts();
      long weights =
          tiny.model.weights().tensors().values().stream()
              .mapToLong(tensor -> 4 * tensor.size())
              .sum();
      long rotary = 2L * 4 * config.maxPositions() * config.headDim();
      assertEquals(weights + rotary, parts.get("weights"));
      assertEquals(weights, parts.get("gradients"));
      long before = bytes(tiny.stage.getManagedArrays());
      new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage);
      assertEquals(bytes(tiny.stage.getManagedArrays()) - before, parts.get("moments"));
    }
  }

  private static long bytes(List<NDArray> arrays) {
    return arrays.stream().mapToLong(array -> 4 * array.size()).sum();
  }

  @Test
  void theAdviceMakesEachPhaseFit() {
    long base = phase(FULL, "rollout").values().stream().mapToLong(Long::longValue).sum();
    // 12320 + 11296 + 22592 + 11296 = 57504; a row takes 1024 + 2400, two prompts 2 x 2880
    assertEquals(83808, base);
    List<String> advice = MemoryKnob.advice(model, FULL, 75000);
    // 57504 + 2880 + 4 x 3424 = 74080 fits, a fifth row needs a second prompt
    assertTrue(advice.contains("rollout: set rollout.rows to 4 or less"), advice.toString());
    assertEquals(List.of(), MemoryKnob.advice(model, FULL, 100000));
    assertTrue(
        MemoryKnob.advice(model, FULL, 1000).stream()
            .allMatch(line -> line.contains("train an adapter")));
    assertTrue(
        MemoryKnob.advice(model, LORA, 1000).stream()
            .allMatch(line -> line.contains("a larger device")));
  }

  @Test
  void aSequenceThatDoesNotFitIsToBeShorter() {
    // LORA, update: 9232 + positions x 576 + picked x 1600; 16 positions and 6 tokens: 28048
    List<String> whole = MemoryKnob.advice(model, LORA, 28048);
    assertTrue(
        whole.contains("update: set update.tokens to 16 or less: one sequence at a time"),
        whole.toString());
    List<String> shorter = MemoryKnob.advice(model, LORA, 24000);
    assertTrue(
        shorter.stream().anyMatch(line -> line.contains("rollout.max_new_tokens to 4 or less")),
        shorter.toString());
  }
}
