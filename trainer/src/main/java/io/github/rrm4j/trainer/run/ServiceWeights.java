package io.github.rrm4j.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.TinkerService;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Engine;
import io.github.rrm4j.trainer.optimizer.Mover;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.served.ServedPolicy;
import io.github.rrm4j.trainer.tinker.SavedWeights;
import io.github.rrm4j.trainer.tinker.TinkerPolicy;
import io.github.rrm4j.trainer.tinker.TinkerTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Weights at a service that moves them and draws completions of them. Here are only the tokenizer,
 * the chat template and the config of their model.
 */
final class ServiceWeights implements TrainedWeights {

  private final ModelText text;
  private final Tokenizer tokenizer;
  private final TinkerPolicy policy;
  private RolloutEngine drawing;

  private ServiceWeights(ModelText text, Tokenizer tokenizer, TinkerPolicy policy) {
    this.text = text;
    this.tokenizer = tokenizer;
    this.policy = policy;
  }

  /**
   * Begins a session at the service with a model of the run.
   *
   * @param checkpoint a folder that names the weights to begin with
   */
  static ServiceWeights open(TrainingPlan plan, Optional<Path> checkpoint, boolean begun) {
    Path path = plan.model().path();
    if (Files.isRegularFile(path.resolve(PeftAdapter.CONFIG))) {
      throw new InvalidInput(
          path
              + ": is an adapter, which no call of the Tinker protocol takes; name its base, or the checkpoint of a run at this service");
    }
    Optional<SavedWeights> saved = SavedWeights.in(checkpoint.orElse(path));
    if (checkpoint.isPresent() && saved.isEmpty()) {
      throw InvalidInput.of(
          "%s: names no weights at a service, must with engine.update.kind: tinker; restore it",
          checkpoint.get());
    }
    ModelText text = ModelText.of(path);
    Tokenizer tokenizer = text.tokenizer();
    TinkerService service = null;
    try {
      service = service(plan);
      int seed = (int) (Key.of(plan.seed(), "adapter").bits(0) >>> 33); // 31 bits
      int rank = plan.model().adapter().orElseThrow().rank();
      TinkerPolicy policy = new TinkerPolicy(service, rank, seed, saved, begun);
      return new ServiceWeights(text, tokenizer, policy);
    } catch (RuntimeException e) {
      tokenizer.close();
      if (service != null) {
        service.close();
      }
      throw e;
    }
  }

  private static TinkerService service(TrainingPlan plan) {
    Engine engine = plan.run().engine();
    TrainingPlan.Updater updater = plan.run().updater();
    return TinkerService.open(
        new TinkerService.Settings(
            RemoteSettings.url(updater.url().orElseThrow()),
            engine.keyEnv(),
            engine.concurrency(),
            Duration.ofSeconds(engine.timeout()),
            RemoteSettings.Retries.USUAL),
        updater.baseModel());
  }

  @Override
  public ChatTemplate chat() {
    return text.chat();
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public RolloutEngine engine(
      Path run, List<Device> devices, NDManager manager, BooleanSupplier stopAsked) {
    policy.keep(SavedWeights.below(run.resolve("checkpoints")));
    ModelConfig config = ModelConfig.read(text.modelConfig());
    RemoteEngine calls = policy.service().engine(RemoteEngine.Model.of(tokenizer, config));
    drawing = new ServedPolicy(new TinkerTransfer(policy, calls));
    return drawing;
  }

  @Override
  public Mover mover(OptimizerSettings settings, boolean begun, NDManager manager) {
    Mover mover = policy.begin(settings, begun);
    drawing.weightsChanged(); // they may be those of another model now
    return mover;
  }

  @Override
  public TokenLogprobs logprobs(NDManager manager) {
    return policy;
  }

  @Override
  public void write(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : text.files(List.of()).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    policy.write(folder);
  }

  @Override
  public void prune(Path checkpoints) throws IOException {
    policy.prune(SavedWeights.below(checkpoints));
  }

  @Override
  public void close() {
    policy.close();
    tokenizer.close();
  }
}
