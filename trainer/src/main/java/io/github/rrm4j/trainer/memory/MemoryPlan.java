package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much device memory a run takes, phase by phase, from the shape of the model and the settings
 * alone: an upper bound in which every sequence has its full length.
 *
 * <p>Letters: c bytes of an element in the forward pass (bf16 2, fp32 4); P parameters of the
 * model, T of what is trained (P, or those of the adapter), W threads that work side by side; h
 * hidden, I intermediate, L layers, q = heads x head_dim, k = kv_heads x head_dim, V vocab; S
 * longest prompt and completion together; n positions of the micro-batches in work.
 *
 * <pre>
 *   process      what the JVM and the engine take, where the device is the CPU
 *   weights      P c and 4 T for an adapter, else 4 P (fp32 masters)
 *   gradients    4 T W        moments 8 T        reference  P c for a copy of all weights, 4 T for one of an adapter
 *   judge        c for each parameter of a judge beside a policy, unless it shares the base; its phase has its own cache
 *   scalar       c for each parameter of a scalar reward model beside a policy
 *   ready        weights in the blocks or the type for sampling: 4 P for a small model on the CPU, P c for masters in bf16
 *   cache        rows S 2 L k c; where a large model's groups share their prompts on the CPU, rows (S - prompt) 2 L k c
 *   prompts      run, for rows of as many groups as fit: positions 2 L k c, and one layer: 4096 x (q + 2 k + 4 h) + 2048 W x 3 I, c each
 *   sampling     rows 20 V: logits, probabilities and the distribution function in double precision
 *   kept         n L (2 h + 2 q + 2 k + 2 I) c; with checkpointing n (L / every) h c, and of every layers all that but 2 I
 *   layer        m 6 I + n (4 h + 4 q) c: the gradients inside the layer that is gone back through; m = n, or 2048 W with
 *                checkpointing, where the MLP goes in parts of 2048 positions
 *   attention    W x 5 blocks of 128 queries against S keys, of at most 4 MiB or one sequence; on a GPU, where attention has no
 *                matrices, n (4 q + 2 q c): the gradient of the queries in fp32, and those of keys and values for each query head
 *   logits       4 V per completion token, at most the limit, and a twentieth for what is made on the way; on a GPU twice that,
 *                for distributions are made beside their logits
 *   allocator    a quarter of what comes and goes, where the device is the CPU: measured
 *   casts        P c where fp32 masters are cast for the forward pass
 * </pre>
 *
 * <p>What the engine and its kernels take for themselves on a GPU is not counted.
 *
 * <p>docs/performance.md compares it with measured peaks.
 *
 * @param phases in the order of a step
 */
public record MemoryPlan(List<Phase> phases) {

  /**
   * A phase of a step and what is in memory in it.
   *
   * @param parts bytes by name
   */
  public record Phase(String name, Map<String, Long> parts) {

    public long total() {
      return parts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public static MemoryPlan of(ModelConfig model, MemorySettings settings) {
    Formulas bytes = new Formulas(model, settings);
    List<Phase> phases = new ArrayList<>();
    if (settings.rollouts().isPresent()) {
      Map<String, Long> rollout = bytes.always();
      rollout.put("ready", bytes.ready());
      bytes.addSampling(rollout);
      bytes.addKept(rollout, "cache", "prompts", "sampling");
      phases.add(new Phase("rollout", rollout));
    }
    if (settings.beside().judge().isPresent()) {
      Judge judge = settings.beside().judge().get();
      Map<String, Long> judging = bytes.always();
      new Formulas(judge.model(), settings.ofJudge()).addSampling(judging);
      bytes.addKept(judging, "cache", "prompts", "sampling");
      phases.add(new Phase("judge", judging));
    }
    if (settings.rollouts().isPresent() && settings.reference() != Reference.NONE) {
      Map<String, Long> reference = bytes.always();
      reference.put("layer", bytes.passing(settings.positions()));
      reference.put("attention", bytes.attention());
      reference.put("logits", bytes.logits());
      bytes.addKept(reference, "layer", "attention", "logits");
      phases.add(new Phase("reference", reference));
    }
    Map<String, Long> update = bytes.always();
    update.put("kept", settings.positions() * bytes.kept());
    update.put("layer", bytes.goingBack());
    update.put("attention", bytes.attention());
    update.put("logits", bytes.logits());
    update.put("casts", bytes.casts());
    bytes.addKept(update, "kept", "layer", "attention", "logits");
    phases.add(new Phase("update", update));
    return new MemoryPlan(phases);
  }

  /** The phase that takes most. */
  public Phase peak() {
    return phases.stream().max((a, b) -> Long.compare(a.total(), b.total())).orElseThrow();
  }

  /**
   * Parameters of an adapter: A (rank, in) and B (out, rank) of each adapted map of each layer, and
   * a value head where the model has one.
   */
  static long parameters(PeftAdapter adapter, ModelConfig model) {
    long each = 0;
    for (String map : adapter.targetModules()) {
      each += (long) adapter.rank() * (model.inputs(map) + model.outputs(map));
    }
    return each * model.layers() + (model.head() == Head.VALUE ? model.hidden() : 0);
  }

  /** The formulas above, in bytes. */
  record Formulas(ModelConfig model, MemorySettings settings) {

    private static final long FP32 = 4;
    private static final long PROCESS = 410_000_000L;
    private static final long CHUNK = 4096;
    private static final long QUERIES = 128;
    private static final long PART = 2048;
    private static final long BLOCK = 4L << 20;

    boolean full() {
      return settings.adapter().isEmpty();
    }

    long c() {
      return settings.machine().computeBytes();
    }

    long trained() {
      return settings.adapter().map(a -> parameters(a, model)).orElseGet(model::parameters);
    }

    /** Small models are run by several threads of the CPU side by side. */
    long workers() {
      return settings.machine().cpu() && LanguageModel.isSmall(model)
          ? settings.machine().threads()
          : 1;
    }

    Map<String, Long> always() {
      Map<String, Long> parts = new LinkedHashMap<>();
      if (settings.machine().cpu()) {
        parts.put("process", PROCESS);
      }
      long weights = full() ? FP32 * trained() : c() * model.parameters() + FP32 * trained();
      parts.put("weights", weights);
      parts.put("gradients", FP32 * trained() * workers());
      parts.put("moments", 2L * FP32 * trained());
      if (settings.reference() == Reference.FROZEN || settings.reference() == Reference.SYNCED) {
        parts.put("reference", full() ? c() * model.parameters() : FP32 * trained());
      }
      settings
          .beside()
          .judge()
          .filter(judge -> !judge.shared())
          .ifPresent(judge -> parts.put("judge", c() * judge.model().parameters()));
      settings
          .beside()
          .scalar()
          .ifPresent(scalar -> parts.put("scalar", c() * scalar.parameters()));
      return parts;
    }

    /** What the allocator of the CPU holds back of some parts. */
    void addKept(Map<String, Long> phase, String... parts) {
      if (settings.machine().cpu()) {
        phase.put("allocator", Arrays.stream(parts).mapToLong(phase::get).sum() / 4);
      }
    }

    long ready() {
      boolean packed = settings.machine().cpu() && c() == FP32 && LanguageModel.isSmall(model);
      return packed ? FP32 * model.parameters() : casts();
    }

    /** What is added while sequences are sampled. */
    void addSampling(Map<String, Long> parts) {
      Rollouts rollouts = settings.rollouts().orElseThrow();
      long perToken = KvCache.bytesPerToken(model, settings.machine().computeBytes());
      long positions = rollouts.prompts() * settings.lengths().prompt();
      int ofRow =
          sharesPrompts(rollouts) ? settings.lengths().completion() : settings.lengths().longest();
      parts.put("cache", (long) rollouts.together() * ofRow * perToken);
      parts.put("prompts", positions * perToken + passing(Math.min(positions, CHUNK)));
      parts.put("sampling", rollouts.together() * 20L * model.vocab());
    }

    /** Whether samples of a group read the keys and values of their prompt in one place. */
    boolean sharesPrompts(Rollouts rollouts) {
      return settings.machine().cpu()
          && LanguageModel.sharesPrompts(
              model,
              settings.machine().computeBytes(),
              settings.lengths().prompt(),
              rollouts.groupSize());
    }

    /** Of the layer that some positions are going through, without a way back. */
    long passing(long positions) {
      long narrow = positions * (queries() + 2 * keys() + 4L * model.hidden());
      return (narrow + Math.min(positions, workers() * PART) * 3L * model.intermediate()) * c();
    }

    /** Of a position, for the backward pass. */
    long kept() {
      long layer = (2L * model.hidden() + 2 * queries() + 2 * keys()) * c();
      int every = settings.microBatches().memory().checkpointEvery();
      if (every == 0) {
        return model.layers() * (layer + 2L * model.intermediate() * c());
      }
      int inputs = (model.layers() + every - 1) / every;
      return inputs * (long) model.hidden() * c() + Math.min(every, model.layers()) * layer;
    }

    /** Of the layer that is gone back through. */
    long goingBack() {
      long narrow = settings.positions() * (4L * model.hidden() + 4 * queries());
      return (narrow
              + wide(settings.microBatches().memory().checkpointEvery() > 0)
                  * 6L
                  * model.intermediate())
          * c();
    }

    /** Positions of the MLP that are computed together. */
    long wide(boolean inParts) {
      long most = inParts ? workers() * PART : settings.positions();
      return Math.min(most, settings.positions());
    }

    long attention() {
      return settings.machine().cpu() || !model.fusedAttention()
          ? blocks()
          : settings.positions() * queries() * (FP32 + 2 * c());
    }

    private long blocks() {
      long block = Math.min(QUERIES, settings.lengths().longest());
      long one = model.heads() * block * settings.lengths().longest() * c();
      long rows = Math.max(1, settings.positions() / workers() / settings.lengths().longest());
      long most = settings.machine().cpu() && c() == FP32 ? BLOCK : 64 * BLOCK;
      return workers() * Math.max(one, Math.min(rows * one, most)) * 5;
    }

    long logits() {
      long all = FP32 * settings.completionTokens() * model.vocab();
      long limit =
          workers() * Math.max(settings.microBatches().memory().logitBytes(), FP32 * model.vocab());
      return Math.min(all, limit) * (settings.machine().cpu() ? 21 : 42) / 20;
    }

    long queries() {
      return (long) model.heads() * model.headDim();
    }

    long keys() {
      return (long) model.kvHeads() * model.headDim();
    }

    long casts() {
      return full() && c() < FP32 ? c() * model.parameters() : 0;
    }
  }
}
