package io.github.rrm4j.trainer.run;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Engine;
import io.github.rrm4j.trainer.TrainingPlan.Engine.EngineKind;
import io.github.rrm4j.trainer.served.AdapterTransfer;
import io.github.rrm4j.trainer.served.RestartTransfer;
import io.github.rrm4j.trainer.served.ServedPolicy;
import io.github.rrm4j.trainer.served.ServerProcess;
import io.github.rrm4j.trainer.served.WeightTransfer;
import io.github.rrm4j.trainer.served.WholeTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A run whose completions servers draw, as {@code engine} of its plan says.
 *
 * @param run the run's folder
 * @param own log-probs of the weights here
 */
record ServedRun(TrainingPlan plan, Path run, ModelFolder folder, RowLogprobs own) {

  /** What a probe of a server continues. */
  private static final String PROBE = "Which of the two answers is better, and why?";

  /**
   * What draws them. Servers that are started here are started now, so that what is wrong with them
   * is told before the first stage.
   */
  RolloutEngine engine(BooleanSupplier stopAsked) {
    Engine settings = plan.run().engine();
    boolean own = settings.kind() == EngineKind.LLAMA_CPP;
    WeightTransfer transfer = own ? restarted(settings, stopAsked) : sent(settings);
    ServedPolicy policy =
        new ServedPolicy(
            transfer,
            this.own,
            new ServedPolicy.Probe(settings.probeTolerance(), folder.tokenizer().encode(PROBE)));
    if (own) {
      try {
        policy.prepare();
      } catch (RuntimeException e) {
        policy.close();
        throw e;
      }
    }
    return policy;
  }

  /** To servers that run by themselves: the adapter, or all weights. */
  private WeightTransfer sent(Engine settings) {
    boolean adapter = folder.model().adapter().isPresent();
    List<URI> urls = settings.urls().stream().map(RemoteSettings::url).toList();
    boolean named = adapter || settings.kind() == EngineKind.VLLM;
    RemoteEngine engine = open(settings.servers(urls, named ? settings.model() : ""));
    return adapter
        ? new AdapterTransfer(
            engine,
            folder.model().adapter().get(),
            plan.model().path(),
            weights(settings, "adapters"),
            settings.model())
        : new WholeTransfer(engine, folder, emptied(settings), settings.model());
  }

  private WeightTransfer restarted(Engine settings, BooleanSupplier stopAsked) {
    Duration patience = Duration.ofSeconds(settings.server().startTimeout());
    List<ServerProcess> servers =
        settings.server().ports().stream()
            .map(
                port ->
                    new ServerProcess(
                        settings.server().command(), port, run.resolve("servers"), patience))
            .toList();
    List<URI> urls = servers.stream().map(ServerProcess::url).toList();
    return new RestartTransfer(
        folder,
        emptied(settings),
        settings.model(),
        servers,
        () -> open(settings.servers(urls, "")),
        stopAsked);
  }

  private RemoteEngine open(RemoteSettings settings) {
    return RemoteEngine.open(
        settings, RemoteEngine.Model.of(folder.tokenizer(), folder.model().config()));
  }

  private Path weights(Engine settings, String usual) {
    return settings.weightsFolder().map(Path::of).orElseGet(() -> run.resolve(usual));
  }

  /** The folder of whole weights, without those that a killed run left in its own. */
  private Path emptied(Engine settings) {
    Path folder = weights(settings, "weights");
    if (settings.weightsFolder().isEmpty()) {
      try {
        Folders.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(DiskError.at(folder, e));
      }
    }
    return folder;
  }
}
