package io.github.rrm4j.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.optimizer.Mover;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The weights that a run trains, with the texts of their model: in this process, or elsewhere. */
interface TrainedWeights extends AutoCloseable {

  /**
   * Opens those of a checkpoint, or else what the plan starts from.
   *
   * @param begun whether a stage has begun, so that the moments of its optimizer are needed
   * @param manager owns weights that are here
   */
  static TrainedWeights open(
      TrainingPlan plan,
      Optional<Checkpoint> checkpoint,
      boolean begun,
      Device device,
      NDManager manager) {
    return plan.run().atService()
        ? ServiceWeights.open(plan, checkpoint.map(Checkpoint::folder), begun)
        : new LocalWeights(plan, RunModel.open(plan, checkpoint, device, manager));
  }

  ChatTemplate chat();

  Tokenizer tokenizer();

  /**
   * What draws completions of them.
   *
   * @param run the run's folder
   * @param devices the first is that of weights that are here
   * @param stopAsked whether the end of the run was asked for
   */
  RolloutEngine engine(
      Path run, List<Device> devices, NDManager manager, BooleanSupplier stopAsked);

  /**
   * What moves them in a stage, with an optimizer of its own.
   *
   * @param begun whether steps of the stage have been taken already
   * @param manager owns what it needs here
   */
  Mover mover(OptimizerSettings settings, boolean begun, NDManager manager);

  TokenLogprobs logprobs(NDManager manager);

  /** Writes them, or where they are, into the folder of a checkpoint. */
  void write(Path folder) throws IOException;

  /**
   * Deletes what lies elsewhere and belongs to no checkpoint any more.
   *
   * @param checkpoints the folder of all checkpoints of the run
   */
  default void prune(Path checkpoints) throws IOException {}

  @Override
  void close();
}
