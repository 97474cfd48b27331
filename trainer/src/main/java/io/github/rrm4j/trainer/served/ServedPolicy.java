package io.github.rrm4j.trainer.served;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.LoraAdapter;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Draws the completions of an adapter that is trained here from servers that have its base. When
 * the weights have changed, the adapter is written to a folder, loaded under a name that its
 * content gives, and asked one short completion: its log-probs must be those of the weights here.
 * So a server that kept older weights ends the run, and no step is taken on their completions.
 */
public final class ServedPolicy implements RolloutEngine {

  private static final Logger LOG = LogManager.getLogger(ServedPolicy.class);
  private static final int PROBED_TOKENS = 16;
  private static final int DIGITS = 12;

  private final RemoteEngine engine;
  private final LoraAdapter adapter;
  private final RowLogprobs own;
  private final Settings settings;
  private boolean stale = true;
  private Optional<Version> served = Optional.empty();

  /**
   * Where adapters go and how they are checked.
   *
   * @param base the folder of the model that the adapter is on
   * @param folder that the servers see under the same path
   * @param name what adapters are called before their digest
   * @param tolerance largest mean difference of the probe's log-probs, nats
   * @param probe token ids that the probe continues
   */
  public record Settings(Path base, Path folder, String name, double tolerance, int[] probe) {}

  private record Version(String name, Path folder) {}

  /**
   * @param own log-probs of the weights here
   */
  public ServedPolicy(
      RemoteEngine engine, LoraAdapter adapter, RowLogprobs own, Settings settings) {
    this.engine = engine;
    this.adapter = adapter;
    this.own = own;
    this.settings = settings;
  }

  @Override
  public void weightsChanged() {
    stale = true;
  }

  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    refresh();
    return engine.run(requests, samples, sampling);
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    refresh();
    return engine.stream(requests, samples, sampling, listener);
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return engine.longestPrompt(sampling);
  }

  private void refresh() {
    if (!stale) {
      return;
    }
    Version next = written();
    if (served.filter(next::equals).isEmpty()) {
      engine.use(next.name(), next.folder());
      probe(next);
      served.ifPresent(this::forget);
      served = Optional.of(next);
    }
    stale = false;
  }

  /** The adapter in a folder whose name is that of its content. */
  private Version written() {
    Path draft = settings.folder().resolve(".tmp-adapter");
    try {
      Files.createDirectories(draft);
      Path weights = draft.resolve(PeftAdapter.WEIGHTS);
      adapter.settings().on(settings.base()).write(draft);
      SafetensorsWriter.write(weights, adapter.toWrite(), Map.of("format", "pt"));
      String name = settings.name() + "-" + FileDigest.of(weights).sha256().substring(0, DIGITS);
      Path folder = settings.folder().resolve(name);
      if (Files.exists(folder)) {
        Folders.delete(draft);
      } else {
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Version(name, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(settings.folder(), e));
    }
  }

  /** Compares the log-probs of a short completion with those of the weights here. */
  private void probe(Version version) {
    Request request = new Request(settings.probe(), Key.of(0, "probe"));
    Rollout drawn =
        engine.generate(List.of(request), 1, new Sampling(1, PROBED_TOKENS)).get(0).get(0);
    float[] here = own.of(List.of(drawn.sequence()), 1)[0];
    double sum = 0;
    for (int i = 0; i < here.length; i++) {
      sum += Math.abs(here[i] - drawn.logprobs()[i]);
    }
    double mean = sum / here.length;
    if (!(mean <= settings.tolerance())) {
      throw new EngineFailure(
          Text.format(
              "engine: %s: the log-probs of a probe differ by %.4f nats a token from those of the weights here, must be at most %s; the server has other weights, or gives log-probs before temperature (docs/engines.md)",
              version.name(), mean, settings.tolerance()));
    }
  }

  private void forget(Version version) {
    engine
        .forget(version.name())
        .ifPresent(refused -> LOG.warn("{} stays loaded: {}", version.name(), refused));
    try {
      Folders.delete(version.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(version.folder(), e));
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
