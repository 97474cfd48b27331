package io.github.rrm4j.trainer;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 *   ready        weights in the order or the type for sampling: 4 P for a small model on the CPU, P c for masters in bf16
 *   cache        rows S 2 L k c
 *   prompts      run, for rows of as many groups as fit: positions 2 L k c, and one layer: 4096 x (q + 2 k + 4 h) + 2048 W x 3 I, c each
 *   sampling     rows 20 V: logits, probabilities and the distribution function in double precision
 *   kept         n L (2 h + 2 q + 2 k + 2 I) c; with checkpointing n (L / every) h c, and of every layers all that but 2 I
 *   layer        m 6 I + n (4 h + 4 q) c: the gradients inside the layer that is gone back through; m = n, or 2048 W with
 *                checkpointing, where the MLP goes in parts of 2048 positions
 *   attention    W x 5 blocks of 128 queries against S keys, of at most 4 MiB (256 MiB on a GPU) or one sequence
 *   logits       4 V per completion token, at most the limit, and a twentieth for what is made on the way
 *   allocator    a quarter of what comes and goes, where the device is the CPU: measured
 *   casts        P c where fp32 masters are cast for the forward pass
 * </pre>
 *
 * <p>docs/performance.md compares it with measured peaks.
 *
 * @param phases in the order of a step
 */
public record MemoryPlan(List<Phase> phases) {

  private static final long FP32 = 4;
  private static final long PROCESS = 450_000_000L;
  private static final long CHUNK = 4096;
  private static final long QUERIES = 128;
  private static final long PART = 2048;
  private static final long BLOCK = 4L << 20;

  /**
   * What the plan depends on.
   *
   * @param adapter what is trained; empty for all weights
   * @param computeBytes of an element in the forward pass
   * @param grpo whether there are rollouts
   * @param reference what the KL is measured from
   * @param rows most sequences generated together
   * @param sequences sequences of a step: prompts x groupSize
   * @param groupSize G
   * @param promptTokens longest prompt
   * @param newTokens longest completion
   * @param tokenBudget positions of the micro-batches in work
   * @param memory what a pass keeps
   * @param cpu whether the device is the CPU
   * @param threads of the engine there
   * @param least sequences that a micro-batch has at least: 1, or the 2 of a pair
   * @param judge that stands beside a policy
   */
  public record Settings(
      Optional<PeftAdapter> adapter,
      int computeBytes,
      boolean grpo,
      Reference reference,
      int rows,
      int sequences,
      int groupSize,
      int promptTokens,
      int newTokens,
      int tokenBudget,
      PassMemory memory,
      boolean cpu,
      int threads,
      int least,
      Optional<Judge> judge) {

    /** A run whose sequences can be taken one at a time, without a judge beside the model. */
    public Settings(
        Optional<PeftAdapter> adapter,
        int computeBytes,
        boolean grpo,
        Reference reference,
        int rows,
        int sequences,
        int groupSize,
        int promptTokens,
        int newTokens,
        int tokenBudget,
        PassMemory memory,
        boolean cpu,
        int threads) {
      this(
          adapter,
          computeBytes,
          grpo,
          reference,
          rows,
          sequences,
          groupSize,
          promptTokens,
          newTokens,
          tokenBudget,
          memory,
          cpu,
          threads,
          1,
          Optional.empty());
    }

    /** The same with other sequences in a rollout. */
    Settings withRows(int other) {
      return new Settings(
          adapter,
          computeBytes,
          grpo,
          reference,
          other,
          sequences,
          groupSize,
          promptTokens,
          newTokens,
          tokenBudget,
          memory,
          cpu,
          threads,
          least,
          judge);
    }

    /** The same with another limit of new tokens and other micro-batches. */
    Settings withTokens(int otherNew, int otherBudget) {
      return new Settings(
          adapter,
          computeBytes,
          grpo,
          reference,
          rows,
          sequences,
          groupSize,
          promptTokens,
          otherNew,
          otherBudget,
          memory,
          cpu,
          threads,
          least,
          judge);
    }

    /** What the judge's own rollouts take, each prompt with one sample. */
    Settings ofJudge() {
      Judge own = judge.orElseThrow();
      return new Settings(
          adapter,
          computeBytes,
          true,
          Reference.NONE,
          rows,
          own.judgements(),
          1,
          own.promptTokens(),
          own.newTokens(),
          tokenBudget,
          memory,
          cpu,
          threads,
          1,
          Optional.empty());
    }

    /** Sequences that are generated together. */
    int together() {
      return Math.min(rows, sequences);
    }

    /** Longest sequence, in tokens. */
    public int longest() {
      return promptTokens + newTokens;
    }

    /** Positions of the largest micro-batch: rows longer than the budget are one of their own. */
    public long positions() {
      return Math.max(tokenBudget, (long) least * longest());
    }

    /** Completion tokens of that micro-batch, where all rows have their full length. */
    long picked() {
      return (positions() * newTokens + longest() - 1) / longest();
    }
  }

  /**
   * A judge whose weights do not move, beside a policy.
   *
   * @param shared whether it is an adapter on the weights that are there already
   * @param judgements of a step
   * @param promptTokens its longest prompt
   * @param newTokens its longest completion
   */
  public record Judge(
      ModelConfig model, boolean shared, int judgements, int promptTokens, int newTokens) {}

  /**
   * A phase of a step and what is in memory in it.
   *
   * @param parts bytes by name
   */
  public record Phase(String name, Map<String, Long> parts) {

    /** Bytes of all parts. */
    public long total() {
      return parts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** The plan of a model and settings. */
  public static MemoryPlan of(ModelConfig model, Settings settings) {
    Bytes bytes = new Bytes(model, settings);
    List<Phase> phases = new ArrayList<>();
    if (settings.grpo()) {
      Map<String, Long> rollout = bytes.always();
      rollout.put("ready", bytes.ready());
      rollout.put("cache", bytes.cache());
      rollout.put("prompts", bytes.prompts());
      rollout.put("sampling", settings.together() * 20L * model.vocab());
      bytes.addKept(rollout, "cache", "prompts", "sampling");
      phases.add(new Phase("rollout", rollout));
    }
    if (settings.judge().isPresent()) {
      Judge judge = settings.judge().get();
      Bytes its = new Bytes(judge.model(), settings.ofJudge());
      Map<String, Long> judging = bytes.always();
      judging.put("cache", its.cache());
      judging.put("prompts", its.prompts());
      judging.put("sampling", settings.ofJudge().together() * 20L * judge.model().vocab());
      bytes.addKept(judging, "cache", "prompts", "sampling");
      phases.add(new Phase("judge", judging));
    }
    if (settings.grpo() && settings.reference() != Reference.NONE) {
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

  /** The formulas. */
  private record Bytes(ModelConfig model, Settings settings) {

    boolean full() {
      return settings.adapter().isEmpty();
    }

    long c() {
      return settings.computeBytes();
    }

    long trained() {
      return settings.adapter().map(a -> parameters(a, model)).orElseGet(model::parameters);
    }

    /** Small models are run by several threads of the CPU side by side. */
    long workers() {
      return settings.cpu() && LanguageModel.isSmall(model) ? settings.threads() : 1;
    }

    Map<String, Long> always() {
      Map<String, Long> parts = new LinkedHashMap<>();
      if (settings.cpu()) {
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
          .judge()
          .filter(judge -> !judge.shared())
          .ifPresent(judge -> parts.put("judge", c() * judge.model().parameters()));
      return parts;
    }

    /** What the allocator of the CPU holds back of some parts. */
    void addKept(Map<String, Long> phase, String... parts) {
      if (settings.cpu()) {
        phase.put("allocator", Arrays.stream(parts).mapToLong(phase::get).sum() / 4);
      }
    }

    long ready() {
      boolean turned = settings.cpu() && c() == FP32 && LanguageModel.isSmall(model);
      return turned ? FP32 * model.parameters() : casts();
    }

    long cache() {
      long perToken = KvCache.bytesPerToken(model, settings.computeBytes());
      return settings.together() * settings.longest() * perToken;
    }

    long prompts() {
      long group = settings.groupSize();
      long prompts = (settings.together() + group - 1) / group; // rounded up
      long positions = prompts * settings.promptTokens();
      long held = positions * KvCache.bytesPerToken(model, settings.computeBytes());
      return held + passing(Math.min(positions, CHUNK));
    }

    /** Of the layer that some positions are going through, without a way back. */
    long passing(long positions) {
      long narrow = positions * (queries() + 2 * keys() + 4L * model.hidden());
      return (narrow + Math.min(positions, workers() * PART) * 3L * model.intermediate()) * c();
    }

    /** Of a position, for the backward pass. */
    long kept() {
      long layer = (2L * model.hidden() + 2 * queries() + 2 * keys()) * c();
      int every = settings.memory().checkpointEvery();
      if (every == 0) {
        return model.layers() * (layer + 2L * model.intermediate() * c());
      }
      int inputs = (model.layers() + every - 1) / every;
      return inputs * (long) model.hidden() * c() + Math.min(every, model.layers()) * layer;
    }

    /** Of the layer that is gone back through. */
    long goingBack() {
      long narrow = settings.positions() * (4L * model.hidden() + 4 * queries());
      return (narrow + wide(settings.memory().checkpointEvery() > 0) * 6L * model.intermediate())
          * c();
    }

    /** Positions of the MLP that are computed together. */
    long wide(boolean inParts) {
      long most = inParts ? workers() * PART : settings.positions();
      return Math.min(most, settings.positions());
    }

    long attention() {
      long block = Math.min(QUERIES, settings.longest());
      long one = model.heads() * block * settings.longest() * c();
      long rows = Math.max(1, settings.positions() / workers() / settings.longest());
      long most = settings.cpu() && c() == FP32 ? BLOCK : 64 * BLOCK;
      return workers() * Math.max(one, Math.min(rows * one, most)) * 5;
    }

    long logits() {
      long all = FP32 * settings.picked() * model.vocab();
      long limit = workers() * Math.max(settings.memory().logitBytes(), FP32 * model.vocab());
      return Math.min(all, limit) * 21 / 20;
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
