package io.github.rrm4j.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.Mover;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Weights in this process. */
record LocalWeights(TrainingPlan plan, ModelFolder folder) implements TrainedWeights {

  @Override
  public ChatTemplate chat() {
    return folder.chat();
  }

  @Override
  public Tokenizer tokenizer() {
    return folder.tokenizer();
  }

  @Override
  public RolloutEngine engine(
      Path run, List<Device> devices, NDManager manager, BooleanSupplier stopAsked) {
    return RunModel.engine(plan, run, folder, devices, manager, stopAsked);
  }

  AdamW optimizer(OptimizerSettings settings, NDManager manager) {
    return new AdamW(folder.model().trainable(), settings, manager);
  }

  OptimizerStep step(AdamW optimizer, OptimizerSettings settings, NDManager manager) {
    return new OptimizerStep(
        folder.model(),
        optimizer,
        settings.maxGradNorm(),
        plan.run().update().tokenBudget(),
        manager);
  }

  @Override
  public Mover mover(OptimizerSettings settings, boolean begun, NDManager manager) {
    AdamW optimizer = optimizer(settings, manager);
    OptimizerStep step = step(optimizer, settings, manager);
    return new Mover(new TokenUpdate(step, plan.run().update().passMemory()), optimizer);
  }

  @Override
  public RowLogprobs logprobs(NDManager manager) {
    return RunModel.logprobs(plan, folder.model(), manager);
  }

  @Override
  public void write(Path into) throws IOException {
    folder.write(into);
  }

  @Override
  public void close() {
    folder.close();
  }
}
