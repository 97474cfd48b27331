package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.PeftAdapter.Task;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelSource.Adapter;
import io.github.rrm4j.model.ModelSource.LanguageHead;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.ModelSource.SavedAdapter;
import io.github.rrm4j.model.ModelSource.ValueHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that was opened from a Hugging Face folder, and the way back into one.
 *
 * <p>A folder with an {@code adapter_config.json} is an adapter on the base model that it names.
 */
public final class ModelFolder implements AutoCloseable {

  /** The file that stands for the weights in a folder whose weights are at a service. */
  public static final String AT_SERVICE = "tinker.json";

  private final Path base;
  private final Map<String, byte[]> companions;
  private final Decoder decoder;
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final ChatTemplate chat;

  private ModelFolder(
      Path base, ModelText text, Tokenizer tokenizer, Decoder decoder, LanguageModel model) {
    this.base = base;
    this.companions = text.files(List.of());
    this.decoder = decoder;
    this.model = model;
    this.tokenizer = tokenizer;
    this.chat = text.chat();
  }

  /**
   * Opens a model with its tokenizer and chat template.
   *
   * @param manager owns the weights
   * @throws InvalidInput if anything is missing or does not fit
   */
  public static ModelFolder open(ModelSource source, Device device, NDManager manager) {
    boolean isAdapter = Files.isRegularFile(source.folder().resolve(PeftAdapter.CONFIG));
    if (isAdapter && (source.adapter().isPresent() || source.initialisation().isPresent())) {
      throw new InvalidInput(
          source.folder()
              + ": is an adapter, must be whole weights to put an adapter on; merge it with ./rrm export --merge");
    }
    Optional<Adapter> adapter =
        isAdapter ? Optional.of(new SavedAdapter(source.folder())) : source.adapter();
    Path base = isAdapter ? base(source.folder()) : source.folder();
    HuggingFaceFolder files = new HuggingFaceFolder(base);
    ModelConfig own = ModelConfig.read(files.config());
    Head head = head(source, own, adapter);
    if (source.initialisation().isEmpty() && files.weightFiles().isEmpty()) {
      requireHere(base);
      throw new InvalidInput(
          base
              + ": holds no model.safetensors; download the weights, or set model.weights: random");
    }
    Optional<Path> saved =
        adapter.filter(SavedAdapter.class::isInstance).map(from -> ((SavedAdapter) from).folder());
    ModelText text = ModelText.of(base, saved);
    DataType compute = source.compute().on(device);
    boolean training = source.use() == ModelSource.Use.TRAINING;
    DataType kept = training && adapter.isEmpty() ? DataType.FLOAT32 : compute;
    Tokenizer tokenizer = text.tokenizer();
    try (AdapterFile opened = saved.map(AdapterFile::open).orElse(null)) {
      Optional<AdapterFile> file = Optional.ofNullable(opened);
      if (training) {
        file.ifPresent(ModelFolder::requireTrainable);
      }
      ModelConfig config = file.map(brings -> brings.on(own)).orElse(own).with(head);
      Weights weights =
          source
              .initialisation()
              .map(key -> Weights.random(config, key, kept, manager))
              .orElseGet(
                  () -> {
                    try (WeightFiles read = WeightFiles.open(own, files)) {
                      read.requireTied(own).under(file, config);
                      Notices.say(base, read.notes());
                      return Weights.read(config, read, fresh(source), kept, manager);
                    }
                  });
      Optional<LoraAdapter> lora = adapter.map(from -> lora(from, config, weights, manager));
      Decoder decoder = new Decoder(config, compute, LoraAdapter.scales(lora, config), device);
      LanguageModel plain =
          new LanguageModel(source.folder().toString(), decoder, weights, lora, manager);
      boolean drawing = source.use() == ModelSource.Use.DRAWING;
      LanguageModel model = drawing ? plain.packed(manager) : plain;
      Notices.say(base, ModelConfigReader.notes(files.config()));
      Notices.say(source.folder(), text.notes());
      return new ModelFolder(base, text, tokenizer, decoder, model);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static void requireHere(Path base) {
    if (Files.isRegularFile(base.resolve(AT_SERVICE))) {
      throw InvalidInput.of(
          "%s: is a checkpoint whose weights are at the service that trained them, under the path in %s; fetch them from there, or let servers that have them draw (--engine-url)",
          base, AT_SERVICE);
    }
  }

  /** Only matrices and value heads are trained: what an adapter brings whole would be lost. */
  private static void requireTrainable(AdapterFile adapter) {
    if (adapter.replaces()) {
      throw new InvalidInput(
          adapter.file()
              + ": has whole modules beside its matrices (modules_to_save), which are not trained on; merge it with ./rrm export --merge, and train an adapter on that");
    }
  }

  /**
   * The head that is wanted.
   *
   * @throws InvalidInput if the folder has another one and is not to get it
   */
  private static Head head(ModelSource source, ModelConfig own, Optional<Adapter> adapter) {
    boolean rewards =
        own.head() == Head.VALUE
            || adapter.isPresent()
                && adapter.get() instanceof SavedAdapter saved
                && PeftAdapter.read(saved.folder()).task() == Task.SEQ_CLS;
    if (source.wanted() instanceof LanguageHead) {
      if (rewards) {
        throw InvalidInput.of(
            "%s: is a scalar reward model (%s), must be a language model; ./rrm evaluate --judge-type scalar measures reward models",
            source.folder(), own.architecture().className(Head.VALUE));
      }
      return Head.TOKENS;
    }
    if (!rewards && ((ValueHead) source.wanted()).fresh().isEmpty()) {
      throw InvalidInput.of(
          "%s: is a language model, must be a scalar reward model (%s with %s); train one with stages: [reward_model]",
          source.folder(), own.architecture().className(Head.VALUE), Head.SCORE);
    }
    return Head.VALUE;
  }

  /** The key of a new value head; where an adapter brings its own, it is not looked at. */
  private static Key fresh(ModelSource source) {
    return Optional.of(source.wanted())
        .filter(ValueHead.class::isInstance)
        .flatMap(wanted -> ((ValueHead) wanted).fresh())
        .orElseGet(() -> Key.of(0, Head.SCORE));
  }

  private static LoraAdapter lora(
      Adapter from, ModelConfig config, Weights base, NDManager manager) {
    if (from instanceof SavedAdapter saved) {
      return LoraAdapter.read(config, saved.folder(), manager);
    }
    NewAdapter start = (NewAdapter) from;
    if (config.head() == Head.TOKENS) {
      return LoraAdapter.random(config, start.settings(), start.key(), manager);
    }
    LoraAdapter adapter =
        LoraAdapter.random(config, start.settings().with(Task.SEQ_CLS), start.key(), manager);
    try (Elements elements = new Elements(manager.getDevice())) {
      adapter.startScore(base, elements);
    }
    return adapter;
  }

  /**
   * Whether a folder is an adapter on the base that this model has an adapter on, and neither takes
   * the place of a part of it: then both can share the weights, which do not move.
   */
  public boolean sharesBaseWith(Path other) {
    try {
      if (model.adapter().isEmpty()
          || !Files.isRegularFile(other.resolve(PeftAdapter.CONFIG))
          || !Files.isSameFile(base(other), base)) {
        return false;
      }
    } catch (IOException e) {
      throw DiskError.unreadable(other, e);
    }
    try (AdapterFile file = AdapterFile.open(other)) {
      return !file.replaces()
          && decoder
              .config()
              .equals(ModelConfig.read(base.resolve("config.json")).with(decoder.config().head()));
    }
  }

  /**
   * Opens an adapter on the weights of this model's base; they must outlive it.
   *
   * @param adapter a folder with which this model {@link #sharesBaseWith shares its base}
   * @param manager owns the adapter
   */
  public ModelFolder beside(Path adapter, Device device, NDManager manager) {
    LoraAdapter lora = LoraAdapter.read(decoder.config(), adapter, manager);
    Decoder own = new Decoder(decoder.config(), decoder.compute(), lora.scales(), device);
    LanguageModel other =
        new LanguageModel(adapter.toString(), own, model.weights(), Optional.of(lora), manager);
    ModelText text = ModelText.of(base, Optional.of(adapter));
    return new ModelFolder(base, text, text.tokenizer(), own, other);
  }

  /**
   * The longest sequence of the model in a folder, in tokens; no weights are read.
   *
   * @throws InvalidInput if the folder, or the base of an adapter, has no config.json that can be
   *     read
   */
  public static int positions(Path folder) {
    HuggingFaceFolder files = new HuggingFaceFolder(ModelText.of(folder).base());
    return ModelConfig.read(files.config()).maxPositions();
  }

  /** The folder that an adapter names as its base. */
  static Path base(Path adapter) {
    Path file = adapter.resolve(PeftAdapter.CONFIG);
    String name =
        PeftAdapter.read(adapter)
            .baseModel()
            .orElseThrow(
                () -> new InvalidInput(file + ": names no base_model_name_or_path; add it"));
    if (!Files.isDirectory(Path.of(name))) {
      throw InvalidInput.of(
          "%s: base_model_name_or_path is '%s', must be a folder here; open the base with this adapter on it, or change the name",
          file, name);
    }
    return Path.of(name);
  }

  /** The model. */
  public LanguageModel model() {
    return model;
  }

  /** Its tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Its chat template. */
  public ChatTemplate chat() {
    return chat;
  }

  /**
   * Writes the model as it is now: all weights, or the adapter with the name of its base.
   *
   * @param folder exists
   */
  public void write(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> companion : companions.entrySet()) {
      Files.write(folder.resolve(companion.getKey()), companion.getValue());
    }
    if (model.adapter().isPresent()) {
      LoraAdapter adapter = model.adapter().get();
      adapter.settings().on(base).write(folder);
      SafetensorsWriter.write(
          folder.resolve(PeftAdapter.WEIGHTS), adapter.toWrite(), Map.of("format", "pt"));
    } else {
      Path config = folder.resolve("config.json");
      if (model.config().head() == Head.VALUE) {
        Files.write(
            config,
            ConfigJson.underValueHead(
                config, model.config().architecture(), ModelText.of(folder).padding(tokenizer)));
      }
      Files.write(config, ConfigJson.withType(config, DType.F32));
      SafetensorsWriter.write(
          folder.resolve("model.safetensors"), model.weights().toWrite(), Map.of("format", "pt"));
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    decoder.close();
  }
}
