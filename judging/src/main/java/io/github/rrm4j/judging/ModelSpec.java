package io.github.rrm4j.judging;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelDigest;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelPlace;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.SavedAdapter;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Notices;
import io.github.rrm4j.remote.RemoteSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which model is opened, and where it computes.
 *
 * @param folder a model folder, a checkpoint or a run; empty where it is named later
 * @param adapter a PEFT adapter to put on the model, or a run that trained one
 * @param compute type of the forward pass
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param engine the servers that have its weights; empty where this process does. The folder then
 *     needs no weights, only its tokenizer, chat template and config
 * @param api what answers in the place of a folder's model; empty where there is a folder
 */
public record ModelSpec(
    Optional<Path> folder,
    Optional<Path> adapter,
    ComputeType compute,
    String device,
    Optional<RemoteSettings> engine,
    Optional<ApiSpec> api) {

  /** A model of this process. */
  public ModelSpec(
      Optional<Path> folder, Optional<Path> adapter, ComputeType compute, String device) {
    this(folder, adapter, compute, device, Optional.empty());
  }

  /** A model of a folder, of which servers may have the weights. */
  public ModelSpec(
      Optional<Path> folder,
      Optional<Path> adapter,
      ComputeType compute,
      String device,
      Optional<RemoteSettings> engine) {
    this(folder, adapter, compute, device, engine, Optional.empty());
  }

  /** A model with the default type and device. */
  public static ModelSpec of(Path folder) {
    return JudgeSpec.defaults().model().at(folder);
  }

  /** A model behind an API, which only a judge can be. */
  public ModelSpec at(ApiSpec other) {
    return new ModelSpec(
        Optional.empty(), Optional.empty(), compute, device, Optional.empty(), Optional.of(other));
  }

  /** Another model, of the same type and on the same device. */
  public ModelSpec at(Path other) {
    return new ModelSpec(Optional.of(other), Optional.empty(), compute, device, engine);
  }

  /** The same model with an adapter on it. */
  public ModelSpec with(Path saved) {
    return new ModelSpec(folder, Optional.of(saved), compute, device, engine, api);
  }

  /** The same model in another type. */
  public ModelSpec in(ComputeType type) {
    return new ModelSpec(folder, adapter, type, device, engine, api);
  }

  /** The same model on another device. */
  public ModelSpec on(String other) {
    return new ModelSpec(folder, adapter, compute, other, engine, api);
  }

  /** The same model with its weights at servers. */
  public ModelSpec at(RemoteSettings servers) {
    return new ModelSpec(folder, adapter, compute, device, Optional.of(servers));
  }

  /**
   * The model folder; of a run its newest checkpoint, see {@link ModelPlace#folder}.
   *
   * @throws InvalidInput if none is named, or a run has no checkpoint
   */
  public Path path() {
    if (api.isPresent()) {
      throw new InvalidInput(
          "judge: "
              + api.get().described()
              + " has no files here, must be a model folder for this");
    }
    return ModelPlace.folder(
        folder.orElseThrow(
            () ->
                new InvalidInput(
                    "--model is missing, must be a run (runs/NAME), a checkpoint or a model folder;"
                        + " add it")));
  }

  private Optional<Path> adapterPath() {
    return adapter.map(ModelPlace::folder);
  }

  /** Where the settings of a judge may stand: in the adapter's folder, else in the model's. */
  public Path settingsFolder() {
    return adapterPath().orElseGet(this::path);
  }

  /**
   * A limit of new tokens for who sets none: the usual one, at most half of the model's positions,
   * which leaves the other half to the prompt. What is lowered is told; no weights are read.
   *
   * @param flag that sets another limit, for the notice
   * @throws InvalidInput if the model has no config.json
   */
  public int newTokens(int usual, String flag) {
    int positions = ModelFolder.positions(path());
    int most = Math.max(1, positions / 2);
    if (usual <= most) {
      return usual;
    }
    Notices.say(
        path(),
        List.of(
            Text.format(
                "at most %d new tokens, half of the model's %d positions, instead of %d; %s sets"
                    + " another limit",
                most, positions, usual, flag)));
    return most;
  }

  /** Which model that is, in words. */
  public String described() {
    if (api.isPresent()) {
      return api.get().described();
    }
    return path().toAbsolutePath().normalize()
        + adapterPath().map(saved -> " with " + saved.toAbsolutePath().normalize()).orElse("")
        + engine
            .map(servers -> " as " + servers.model() + " by " + Word.of(servers.kind()))
            .orElseGet(() -> " in " + Word.of(compute) + " on " + device);
  }

  /**
   * Writes which model that is into an object: in words, and the digest of its files, which a
   * folder that gets other contents (such as {@code checkpoints/latest}) does not keep. Nobody can
   * give the digest of a model behind an API.
   *
   * @param key of the words; that of the digest is {@code KEY_sha256}
   * @return the object
   * @throws InvalidInput if a file of the model is missing
   */
  public ObjectNode describe(ObjectNode settings, String key) {
    if (api.isPresent()) {
      return api.get().describe(settings, key);
    }
    return settings
        .put(key, described())
        .put(key + "_sha256", ModelDigest.of(path(), adapterPath()));
  }

  /** Where the weights are read from. */
  public ModelSource source() {
    ModelSource plain = ModelSource.of(path()).in(compute);
    return adapterPath().map(SavedAdapter::new).map(plain::with).orElse(plain);
  }

  /**
   * A manager on the device, for a model that is to be opened.
   *
   * @throws InvalidInput if there is no such device
   */
  public NDManager manager() {
    return NDManager.newBaseManager(Devices.open(device, 0), "PyTorch");
  }

  /**
   * Opens the model; whoever calls closes it.
   *
   * @throws InvalidInput if the folder, the device or the servers are not there, or the files do
   *     not fit together
   */
  public OpenModel open() {
    return KeptModels.open(
        this,
        () ->
            engine.isPresent()
                ? RemoteModel.open(engine.get(), ModelText.of(settingsFolder()))
                : openLocal());
  }

  /**
   * Opens what is known of the model without its weights and without its servers; whoever calls
   * closes it.
   *
   * @throws InvalidInput if the folder is not there, or the files do not fit together
   */
  OpenModel openTexts() {
    return TextModel.open(
        adapter.isPresent() ? ModelText.of(path(), adapterPath()) : ModelText.of(path()));
  }

  /**
   * Refuses servers where the weights are needed here.
   *
   * @throws InvalidInput if the weights are at servers
   */
  public void requireLocal() {
    if (engine.isPresent()) {
      throw new InvalidInput(
          "--engine-url: this needs the weights here, must be left out; give --model alone");
    }
  }

  /**
   * Opens the model in this process; whoever calls closes it.
   *
   * @throws InvalidInput if the folder or the device is not there, the files do not fit together,
   *     or the weights are at servers
   */
  public LocalModel openLocal() {
    requireLocal();
    ModelSource source = source().forDrawing();
    NDManager manager = manager();
    try {
      return new LocalModel(manager, ModelFolder.open(source, manager.getDevice(), manager));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }
}
