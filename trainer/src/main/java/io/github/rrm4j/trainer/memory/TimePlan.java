package io.github.rrm4j.trainer.memory;

import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a step takes on a device, phase by phase, from the shape of the model, the settings, and
 * what the device could do at best: an upper bound in which every sequence has its full length.
 *
 * <p>Letters as in {@link MemoryPlan}; besides, N weights of the linear maps of all layers, F
 * operations and B bytes a second that are reached.
 *
 * <pre>
 *   forward      2 N and 2 S q L of each position, 2 h V of each completion token
 *   update       three times that; twice where an adapter is trained, for the products of weight gradients are missing;
 *                and once more with activation checkpointing; 28 T bytes for each optimizer step
 *   reference    forward
 *   rollout      on one of the devices that share it: forward of the prompts; then for each token of the rows together: P c, their keys and values at half of a
 *                completion, and 40 V of each, all through memory once, or 2 N and 2 h V of each row, which is longer; and
 *                the time in which the kernels of a layer are started, L times
 *   judge        likewise, of a judge beside a policy
 * </pre>
 *
 * @param seconds by phase, in the order of a step
 */
public record TimePlan(Map<String, Double> seconds) {

  /** Of the peak of products that a pass over whole sequences reaches. */
  public static final double OF_PEAK = 0.35;

  /** Of the bandwidth that decoding reaches. */
  public static final double OF_BANDWIDTH = 0.8;

  /** In which the kernels of a layer are started, for each token, in seconds. */
  public static final double LAYER = 80e-6;

  private static final double OPTIMIZER_BYTES = 28;
  private static final double SAMPLING_BYTES = 40;

  /**
   * What a device could do at best.
   *
   * @param flops operations a second of products in the type of the forward pass
   * @param bandwidth of its memory, bytes a second
   */
  public record Device(double flops, double bandwidth) {}

  /**
   * What a step works on.
   *
   * @param sequences that are trained on
   * @param optimizerSteps in which they are
   * @param devices that share the rollouts
   */
  public record Work(int sequences, int optimizerSteps, int devices) {

    /** Of one device. */
    public Work(int sequences, int optimizerSteps) {
      this(sequences, optimizerSteps, 1);
    }
  }

  public static TimePlan of(ModelConfig model, MemorySettings settings, Work work, Device device) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    Lengths lengths = settings.lengths();
    Speed speed = new Speed(device, settings.machine().computeBytes());
    if (settings.rollouts().isPresent()) {
      Rollouts rollouts = settings.rollouts().get();
      int its = (rollouts.sequences() + work.devices() - 1) / work.devices();
      int together = Math.min(rollouts.rows(), its);
      seconds.put("rollout", speed.sampling(model, lengths, its, together, rollouts.groupSize()));
    }
    settings
        .beside()
        .judge()
        .ifPresent(judge -> seconds.put("judge", speed.judging(judge, settings.ofJudge())));
    double forward = forward(model, lengths) * work.sequences() / speed.flops();
    if (settings.rollouts().isPresent() && settings.reference() != Reference.NONE) {
      seconds.put("reference", forward);
    }
    int again = settings.microBatches().memory().checkpointEvery() > 0 ? 1 : 0;
    int passes = (settings.adapter().isPresent() ? 2 : 3) + again;
    long trained =
        settings.adapter().map(a -> MemoryPlan.parameters(a, model)).orElseGet(model::parameters);
    seconds.put(
        "update",
        passes * forward + work.optimizerSteps() * OPTIMIZER_BYTES * trained / speed.bandwidth());
    return new TimePlan(seconds);
  }

  /** Of a step. */
  public double total() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Operations of a forward pass over one sequence. */
  private static double forward(ModelConfig model, Lengths lengths) {
    double positions = lengths.longest();
    double attention = 2.0 * positions * model.heads() * model.headDim() * model.layers();
    return positions * (2.0 * linear(model) + attention) + lengths.completion() * head(model);
  }

  private static double head(ModelConfig model) {
    return model.head() == Head.TOKENS ? 2.0 * model.hidden() * model.vocab() : 0;
  }

  /** Weights of the linear maps of all layers. */
  private static long linear(ModelConfig model) {
    return model.layers()
        * ModelConfig.LINEAR_MAPS.stream()
            .mapToLong(map -> (long) model.inputs(map) * model.outputs(map))
            .sum();
  }

  /** What is reached of a device. */
  private record Speed(Device device, int computeBytes) {

    double flops() {
      return OF_PEAK * device.flops();
    }

    double bandwidth() {
      return OF_BANDWIDTH * device.bandwidth();
    }

    double judging(Judge judge, MemorySettings its) {
      int together = its.rollouts().orElseThrow().together();
      return sampling(judge.model(), judge.lengths(), judge.judgements(), together, 1);
    }

    /** All sequences, some of them together, each prompt run once for its group. */
    double sampling(
        ModelConfig model, Lengths lengths, int sequences, int together, int groupSize) {
      double prompts = Math.ceil((double) sequences / groupSize);
      double prefill = prompts * forward(model, new Lengths(lengths.prompt(), 0)) / flops();
      double tokens = Math.ceil((double) sequences / together) * lengths.completion();
      return prefill + tokens * token(model, lengths, together);
    }

    /** One token of each of the rows together. */
    double token(ModelConfig model, Lengths lengths, int rows) {
      double reach = lengths.prompt() + lengths.completion() / 2.0;
      double bytes =
          (double) computeBytes * model.parameters()
              + rows * reach * KvCache.bytesPerToken(model, computeBytes)
              + rows * SAMPLING_BYTES * model.vocab();
      double operations = rows * (2.0 * linear(model) + head(model));
      return Math.max(bytes / bandwidth(), operations / flops()) + LAYER * model.layers();
    }
  }

  /** Seconds in which the rows together get one token each, on average over their completions. */
  static double token(
      ModelConfig model, Lengths lengths, int rows, int computeBytes, Device device) {
    return new Speed(device, computeBytes).token(model, lengths, rows);
  }
}
