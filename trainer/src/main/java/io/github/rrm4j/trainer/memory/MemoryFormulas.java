package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The formulas of {@link MemoryPlan}, in bytes. */
record MemoryFormulas(ModelConfig model, MemorySettings settings) {

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
    return settings
        .adapter()
        .map(a -> MemoryPlan.parameters(a, model))
        .orElseGet(model::parameters);
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
    settings.beside().scalar().ifPresent(scalar -> parts.put("scalar", c() * scalar.parameters()));
    return parts;
  }

  /** What the allocator of the CPU holds back of some parts. */
  void addKept(Map<String, Long> phase, String... parts) {
    if (settings.machine().cpu()) {
      phase.put("allocator", Arrays.stream(parts).mapToLong(phase::get).sum() / 4);
    }
  }

  long ready() {
    boolean turned = settings.machine().cpu() && c() == FP32 && LanguageModel.isSmall(model);
    return turned ? FP32 * model.parameters() : casts();
  }

  /** What is added while sequences are sampled. */
  void addSampling(Map<String, Long> parts) {
    Rollouts rollouts = settings.rollouts().orElseThrow();
    long perToken = KvCache.bytesPerToken(model, settings.machine().computeBytes());
    long positions = rollouts.prompts() * settings.lengths().prompt();
    parts.put("cache", (long) rollouts.together() * settings.lengths().longest() * perToken);
    parts.put("prompts", positions * perToken + passing(Math.min(positions, CHUNK)));
    parts.put("sampling", rollouts.together() * 20L * model.vocab());
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
