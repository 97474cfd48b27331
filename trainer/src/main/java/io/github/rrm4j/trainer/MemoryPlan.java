package io.github.rrm4j.trainer;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much device memory a run takes, phase by phase, from the shape of the model and the settings
 * alone: an upper bound in which every sequence has its full length.
 *
 * <p>Letters: c bytes of an element in the forward pass (bf16 2, fp32 4); P parameters of the
 * model, T of what is trained (P, or those of the adapter); h hidden, I intermediate, L layers, q =
 * heads x head_dim, k = kv_heads x head_dim, V vocab; S longest prompt and completion together.
 *
 * <pre>
 *   weights      P c and 4 T for an adapter, else 4 P (fp32 masters); rotary tables 8 positions head_dim
 *   gradients    4 T         moments 8 T         reference  P c, where all weights are trained with a KL
 *   cache        rows S 2 L k c
 *   prefill      prompts x longest prompt x (3 I c + 2 h c + 4 h): one layer at a time, without a graph
 *   sampling     rows 24 V: logits, log-probs and the distribution function in double precision
 *   activations  positions L (2 norms x (h (4 + c), + h c where all weights are trained) + 4 q c + 4 I c),
 *                kept for the backward pass; the reference runs one layer at a time, as the prefill does
 *   logits       16 V per completion token with a graph, 12 V without
 *   casts        P c where fp32 masters are cast for the forward pass
 *   optimiser    28 bytes per element of the largest trained tensor, which are made on the way
 * </pre>
 *
 * <p>Activations are counted by what autograd keeps of each operator of decoder.torchscript; they
 * are computed, not measured. Attention is taken to be the fused kind, which keeps no matrix of
 * positions by positions.
 *
 * @param phases in the order of a step
 */
public record MemoryPlan(List<Phase> phases) {

  private static final int FP32 = 4;

  /**
   * What the plan depends on.
   *
   * @param adapter what is trained; empty for all weights
   * @param computeBytes of an element in the forward pass
   * @param grpo whether there are rollouts
   * @param reference whether a KL penalty needs a reference
   * @param rows most sequences generated together
   * @param sequences sequences of a step: prompts x groupSize
   * @param groupSize G
   * @param promptTokens longest prompt
   * @param newTokens longest completion
   * @param tokenBudget positions of a micro-batch
   */
  public record Settings(
      Optional<PeftAdapter> adapter,
      int computeBytes,
      boolean grpo,
      boolean reference,
      int rows,
      int sequences,
      int groupSize,
      int promptTokens,
      int newTokens,
      int tokenBudget) {

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
          tokenBudget);
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
          otherBudget);
    }

    /** Sequences that are generated together. */
    int together() {
      return Math.min(rows, sequences);
    }

    /** Longest sequence, in tokens. */
    public int longest() {
      return promptTokens + newTokens;
    }

    /** Positions of the largest micro-batch: a row longer than the budget is one of its own. */
    public long positions() {
      return Math.max(tokenBudget, longest());
    }

    /** Completion tokens of that micro-batch, where all rows have their full length. */
    long picked() {
      return (positions() * newTokens + longest() - 1) / longest();
    }
  }

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
      rollout.put("cache", bytes.cache());
      rollout.put("prefill", bytes.prefill());
      rollout.put("sampling", settings.together() * 24L * model.vocab());
      phases.add(new Phase("rollout", rollout));
    }
    if (settings.grpo() && settings.reference()) {
      Map<String, Long> reference = bytes.always();
      reference.put("activations", settings.positions() * bytes.passing());
      reference.put("logits", settings.picked() * 12 * model.vocab());
      phases.add(new Phase("reference", reference));
    }
    Map<String, Long> update = bytes.always();
    update.put("activations", settings.positions() * model.layers() * bytes.kept());
    update.put("logits", settings.picked() * 16 * model.vocab());
    update.put("casts", bytes.casts());
    phases.add(new Phase("update", update));
    Map<String, Long> optimiser = bytes.always();
    optimiser.put("on the way", 28 * bytes.largestTrained());
    phases.add(new Phase("optimiser", optimiser));
    return new MemoryPlan(phases);
  }

  /** The phase that takes most. */
  public Phase peak() {
    return phases.stream().max((a, b) -> Long.compare(a.total(), b.total())).orElseThrow();
  }

  /** Parameters of an adapter: A (rank, in) and B (out, rank) of each adapted map of each layer. */
  static long parameters(PeftAdapter adapter, ModelConfig model) {
    long each = 0;
    for (String map : adapter.targetModules()) {
      each += (long) adapter.rank() * (model.inputs(map) + model.outputs(map));
    }
    return each * model.layers();
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

    Map<String, Long> always() {
      Map<String, Long> parts = new LinkedHashMap<>();
      long rotary = 2L * FP32 * model.maxPositions() * model.headDim();
      long weights = full() ? FP32 * trained() : c() * model.parameters() + FP32 * trained();
      parts.put("weights", weights + rotary);
      parts.put("gradients", FP32 * trained());
      parts.put("moments", 2L * FP32 * trained());
      if (full() && settings.reference()) {
        parts.put("reference", c() * model.parameters());
      }
      return parts;
    }

    long cache() {
      long perToken = KvCache.bytesPerToken(model, settings.computeBytes());
      return settings.together() * settings.longest() * perToken;
    }

    long prefill() {
      long group = settings.groupSize();
      long prompts = (settings.together() + group - 1) / group; // rounded up
      return prompts * settings.promptTokens() * passing();
    }

    /** Of a position in the layer that is computed, without a graph. */
    long passing() {
      return 3 * model.intermediate() * c() + 2 * model.hidden() * c() + FP32 * model.hidden();
    }

    /** Of a position and layer, with a graph. */
    long kept() {
      long norm = model.hidden() * (FP32 + c() + (full() ? c() : 0));
      long attention = 4L * model.heads() * model.headDim() * c();
      return 2 * norm + attention + 4L * model.intermediate() * c();
    }

    long casts() {
      return full() && c() < FP32 ? c() * model.parameters() : 0;
    }

    long largestTrained() {
      return settings
          .adapter()
          .map(
              a ->
                  a.targetModules().stream()
                      .mapToLong(
                          map -> (long) a.rank() * Math.max(model.inputs(map), model.outputs(map)))
                      .max()
                      .orElse(0))
          .orElseGet(() -> model.tensors().stream().mapToLong(Bytes::size).max().orElse(0));
    }

    private static long size(TensorSpec spec) {
      return spec.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
  }
}
