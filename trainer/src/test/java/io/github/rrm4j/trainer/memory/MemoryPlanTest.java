package io.github.rrm4j.trainer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemoryPlan.Phase;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
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

  private static final Machine GPU = new Machine(false, 2, 4);
  private static final Machine GPU_BF16 = new Machine(false, 2, 2);
  private static final Rollouts ROLLOUTS = new Rollouts(6, 8, 4);
  private static final Lengths LENGTHS = new Lengths(10, 6);
  private static final MicroBatches MICRO_BATCHES = new MicroBatches(20, 1, PassMemory.DEFAULT);
  private static final PeftAdapter ADAPTER =
      new PeftAdapter(2, 4, List.of("q_proj", "down_proj"), Optional.empty());

  private static final MemorySettings FULL =
      new MemorySettings(
          GPU,
          Optional.empty(),
          Optional.of(ROLLOUTS),
          Reference.FROZEN,
          LENGTHS,
          MICRO_BATCHES,
          Beside.NOTHING);
  private static final MemorySettings LORA =
      new MemorySettings(
          GPU_BF16,
          Optional.of(ADAPTER),
          Optional.of(ROLLOUTS),
          Reference.ADAPTER_OFF,
          LENGTHS,
          MICRO_BATCHES,
          Beside.NOTHING);

  /** Without rollouts. */
  private static MemorySettings imitating(Machine machine) {
    return new MemorySettings(
        machine,
        Optional.empty(),
        Optional.empty(),
        Reference.NONE,
        LENGTHS,
        MICRO_BATCHES,
        Beside.NOTHING);
  }

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

  private static Map<String, Long> phase(MemorySettings settings, String name) {
    return MemoryPlan.of(model, settings).phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow()
        .parts();
  }

  @Test
  void allWeightsInSinglePrecisionWithAReference() {
    assertEquals(2824, model.parameters());
    // q = 8, k = 4; a position of the cache takes 2 layers x 2 x 4 x 4 = 64 bytes
    assertEquals(
        Map.of(
            "weights", 11296L,
            "gradients", 11296L,
            "moments", 22592L,
            "reference", 11296L,
            "ready", 0L,
            "cache", 6144L, // 6 rows x 16 positions x 64
            "prompts", 20L * 64 + 20 * 384, // 2 prompts; (48 + 8 + 8 + 32) x 4 of a position
            "sampling", 12000L),
        phase(FULL, "rollout"));
    assertEquals(20 * 384, phase(FULL, "reference").get("layer"));
    assertEquals(20 * 2 * 72 * 4, phase(FULL, "update").get("kept")); // 16 + 16 + 8 + 32
    assertEquals(20 * 160 * 4, phase(FULL, "update").get("layer")); // 96 + 32 + 32
    assertEquals(20 * 8 * 12, phase(FULL, "update").get("attention")); // 4 + 2 x 4 for each of q
    assertEquals(8 * 400 * 42 / 20, phase(FULL, "update").get("logits")); // 8 of 20 positions
    assertEquals(0, phase(FULL, "update").get("casts"));
  }

  @Test
  void promptsAreSharedWhereALargeModelOnACpuDrawsGroups() {
    ModelConfig large = PublicShape.of("qwen2.5-0.5b").config();
    long perToken = 24 * 2 * 128 * 4; // layers, keys and values of 2 heads of 64
    assertEquals(6 * 6 * perToken, cache(large, new Machine(true, 2, 4), ROLLOUTS));
    assertEquals(6 * 1006 * perToken, cache(large, new Machine(true, 2, 4), new Rollouts(6, 8, 1)));
    assertEquals(6 * 1006 * perToken, cache(large, GPU, ROLLOUTS));
    assertEquals(6 * 1006 * 64, cache(model, new Machine(true, 2, 4), ROLLOUTS));
  }

  private static long cache(ModelConfig model, Machine machine, Rollouts rollouts) {
    MemorySettings settings =
        new MemorySettings(
            machine,
            Optional.empty(),
            Optional.of(rollouts),
            Reference.NONE,
            new Lengths(1000, 6),
            MICRO_BATCHES,
            Beside.NOTHING);
    return MemoryPlan.of(model, settings).phases().get(0).parts().get("cache");
  }

  @Test
  void checkpointingKeepsInputsAndTheLayersThatAreRunAgain() {
    MemorySettings each = with(FULL, new PassMemory(800, 1));
    assertEquals(20 * (2 * 8 * 4 + 40 * 4), phase(each, "update").get("kept"));
    assertEquals(800 * 42 / 20, phase(each, "update").get("logits"));
    MemorySettings both = with(FULL, new PassMemory(1, 2));
    assertEquals(20 * (8 * 4 + 2 * 40 * 4), phase(both, "update").get("kept"));
    assertEquals(400 * 42 / 20, phase(both, "update").get("logits")); // one position at least
  }

  private static MemorySettings with(MemorySettings s, PassMemory memory) {
    return new MemorySettings(
        s.machine(),
        s.adapter(),
        s.rollouts(),
        s.reference(),
        s.lengths(),
        new MicroBatches(20, 1, memory),
        s.beside());
  }

  @Test
  void onACpuThereAreTheProcessAndAGradientForEachThreadAndTheAllocatorHoldsSomeBack() {
    MemorySettings cpu = imitating(new Machine(true, 3, 4));
    Map<String, Long> update = phase(cpu, "update");
    assertEquals(410_000_000, update.get("process"));
    assertEquals(3 * 11296, update.get("gradients"));
    assertEquals(3 * (2 * 16 * 16 * 4) * 5, update.get("attention"));
    assertEquals(8 * 400 * 21 / 20, update.get("logits"));
    long some =
        update.get("kept") + update.get("layer") + update.get("attention") + update.get("logits");
    assertEquals(some / 4, update.get("allocator"));
  }

  @Test
  void anAdapterOnFrozenWeightsInBf16() {
    Map<String, Long> rollout = phase(LORA, "rollout");
    assertEquals(2 * 2824 + 640, rollout.get("weights"));
    assertEquals(640, rollout.get("gradients"));
    assertEquals(1280, rollout.get("moments"));
    assertEquals(false, rollout.containsKey("reference"));
    assertEquals(3072, rollout.get("cache"));
    assertEquals(20 * 2 * 72 * 2, phase(LORA, "update").get("kept"));
    assertEquals(0, phase(LORA, "update").get("casts"));
  }

  @Test
  void mastersThatAreCastAreThereTwiceInTheUpdate() {
    MemorySettings mixed =
        new MemorySettings(
            GPU_BF16,
            Optional.empty(),
            Optional.of(ROLLOUTS),
            Reference.NONE,
            LENGTHS,
            MICRO_BATCHES,
            Beside.NOTHING);
    assertEquals(5648, phase(mixed, "update").get("casts"));
    assertEquals(5648, phase(mixed, "rollout").get("ready"));
    assertEquals(11296, phase(mixed, "update").get("weights"));
  }

  @Test
  void withoutRolloutsOnlyTheUpdateIsPlanned() {
    assertEquals(
        List.of("update"),
        MemoryPlan.of(model, imitating(GPU)).phases().stream().map(Phase::name).toList());
  }

  @Test
  void aJudgeAndAScalarModelBesideAPolicy() {
    ModelConfig rewards = model.with(Head.VALUE);
    MemorySettings own = beside(new Judge(model, false, 40, new Lengths(20, 4)), rewards);
    Map<String, Long> judging = phase(own, "judge");
    assertEquals(4 * 2824, judging.get("judge"));
    assertEquals(4 * 2032, judging.get("scalar"));
    assertEquals(6 * 24 * 64, judging.get("cache")); // 6 rows of 24 positions, 64 bytes each
    assertEquals(6 * 20 * 64 + 120 * 384, judging.get("prompts")); // a prompt for each row
    assertEquals(12000, judging.get("sampling"));
    assertEquals(false, judging.containsKey("ready"));
    assertEquals(4 * 2824, phase(own, "update").get("judge"));
    assertEquals(
        List.of("rollout", "judge", "reference", "update"),
        MemoryPlan.of(model, own).phases().stream().map(Phase::name).toList());

    MemorySettings shared = beside(new Judge(model, true, 3, new Lengths(20, 4)), rewards);
    assertEquals(false, phase(shared, "judge").containsKey("judge"));
    assertEquals(3 * 24 * 64, phase(shared, "judge").get("cache")); // fewer judgements than rows
  }

  private static MemorySettings beside(Judge judge, ModelConfig scalar) {
    return new MemorySettings(
        GPU,
        Optional.empty(),
        Optional.of(ROLLOUTS),
        Reference.FROZEN,
        LENGTHS,
        MICRO_BATCHES,
        new Beside(Optional.of(judge), Optional.of(scalar)));
  }

  @Test
  void theAdviceMakesEachPhaseFit() {
    // 56480 + the cache of a row 1024 + sampling 2000, prompts 4480 each
    assertEquals(
        56480 + 6 * 3024 + 2 * 4480,
        phase(FULL, "rollout").values().stream().mapToLong(Long::longValue).sum());
    List<String> advice = new MemoryKnob(model, FULL, 56480 + 4 * 3024 + 4480).advice();
    assertTrue(
        advice.contains("rollout: set rollout.max_num_seqs to 4 or less"), advice.toString());
    assertEquals(List.of(), new MemoryKnob(model, FULL, 100000).advice());
    assertTrue(
        new MemoryKnob(model, FULL, 1000)
            .advice().stream().allMatch(line -> line.contains("train an adapter")));
    assertTrue(
        new MemoryKnob(model, LORA, 1000)
            .advice().stream().allMatch(line -> line.contains("a larger device")));
  }

  @Test
  void aSequenceThatDoesNotFitIsToBeShorter() {
    long alone =
        phase(LORA.withTokens(6, 16), "update").values().stream().mapToLong(Long::longValue).sum();
    List<String> whole = new MemoryKnob(model, LORA, alone).advice();
    assertTrue(
        whole.contains(
            "update: set update.max_tokens_per_micro_batch to 16 or less: one sequence at a time"),
        whole.toString());
    List<String> shorter = new MemoryKnob(model, LORA, alone - 2000).advice();
    assertTrue(
        shorter.stream().anyMatch(line -> line.contains("rollout.max_new_tokens to")),
        shorter.toString());
  }

  /** Two sequences of 16 tokens at least, of which none is sampled. */
  private static MemorySettings ofPairs(
      Machine machine, Optional<PeftAdapter> adapter, int tokens) {
    return new MemorySettings(
        machine,
        adapter,
        Optional.empty(),
        Reference.NONE,
        new Lengths(16, 0),
        new MicroBatches(tokens, 2, PassMemory.DEFAULT),
        Beside.NOTHING);
  }

  @Test
  void aRewardModelHasNoLogitsAndAPairInEachMicroBatch() {
    ModelConfig rewards = model.with(Head.VALUE);
    assertEquals(2824 - 800 + 8, rewards.parameters());
    MemorySettings pairs = ofPairs(GPU, Optional.empty(), 20);
    List<Phase> phases = MemoryPlan.of(rewards, pairs).phases();
    assertEquals(List.of("update"), phases.stream().map(Phase::name).toList());
    Map<String, Long> update = phases.get(0).parts();
    assertEquals(4 * 2032, update.get("weights"));
    assertEquals(32 * 2 * 72 * 4, update.get("kept")); // 2 x 16 positions are above the budget
    assertEquals(0, update.get("logits"));
    MemorySettings lora = ofPairs(GPU_BF16, LORA.adapter(), 64);
    long parameters = 2 * (2 * (8 + 8) + 2 * (16 + 8)) + 8; // two maps of two layers, and the head
    assertEquals(
        8 * parameters, MemoryPlan.of(rewards, lora).phases().get(0).parts().get("moments"));
  }
}
