package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import java.util.ArrayList;
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
  public static MemoryPlan of(ModelConfig model, MemorySettings settings) {
    MemoryFormulas bytes = new MemoryFormulas(model, settings);
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
      new MemoryFormulas(judge.model(), settings.ofJudge()).addSampling(judging);
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
}
