package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that was opened from a Hugging Face folder, and the way back into one.
 *
 * <p>A folder with an {@code adapter_config.json} is an adapter on the base model that it names.
 */
public final class ModelFolder implements AutoCloseable {

  /** The files that make a folder loadable beside its weights. */
  private static final List<String> COMPANIONS =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "chat_template.json");

  private final Path base;
  private final Map<String, byte[]> companions;
  private final Decoder decoder;
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final ChatTemplate chat;

  private ModelFolder(
      Path base, Decoder decoder, LanguageModel model, Tokenizer tokenizer, ChatTemplate chat) {
    this.base = base;
    this.companions = companions(base);
    this.decoder = decoder;
    this.model = model;
    this.tokenizer = tokenizer;
    this.chat = chat;
  }

  /**
   * Opens a trained model: full weights, or an adapter and its base.
   *
   * @param manager owns the weights
   * @throws InvalidInput if anything is missing or does not fit
   */
  public static ModelFolder open(Path folder, Device device, NDManager manager) {
    HuggingFaceFolder files = new HuggingFaceFolder(folder);
    Optional<PeftAdapter> peft = files.adapter();
    if (peft.isEmpty()) {
      return open(folder, Optional.empty(), Optional.empty(), 0, device, manager);
    }
    Path base =
        Path.of(
            peft.get()
                .baseModel()
                .orElseThrow(
                    () ->
                        new InvalidInput(
                            folder
                                + "/adapter_config.json: names no base_model_name_or_path; add it")));
    return open(
        base,
        Optional.empty(),
        Optional.of(
            (config, owner) -> LoraAdapter.read(config, peft.get(), files.adapterWeights(), owner)),
        peft.get().scale(),
        device,
        manager);
  }

  /**
   * Opens what a training starts from.
   *
   * @param initialisation the key of random first weights; empty to read the folder's
   * @param newAdapter the adapter to put on the weights; empty to train the weights themselves
   */
  public static ModelFolder open(
      Path folder,
      Optional<Key> initialisation,
      Optional<NewAdapter> newAdapter,
      Device device,
      NDManager manager) {
    return open(
        folder,
        initialisation,
        newAdapter.map(
            adapter ->
                (config, owner) ->
                    LoraAdapter.random(config, adapter.settings(), adapter.key(), owner)),
        newAdapter.map(adapter -> adapter.settings().scale()).orElse(0.0),
        device,
        manager);
  }

  /** An adapter that starts without an effect. */
  public record NewAdapter(PeftAdapter settings, Key key) {}

  private interface AdapterSource {
    LoraAdapter open(ModelConfig config, NDManager owner);
  }

  private static ModelFolder open(
      Path folder,
      Optional<Key> initialisation,
      Optional<AdapterSource> adapter,
      double scale,
      Device device,
      NDManager manager) {
    HuggingFaceFolder files = new HuggingFaceFolder(folder);
    ModelConfig config = ModelConfig.read(files.config());
    Tokenizer tokenizer = Tokenizer.read(folder);
    ChatTemplate chat = ChatTemplate.read(folder);
    if (initialisation.isEmpty() && files.weightFiles().isEmpty()) {
      throw new InvalidInput(
          folder
              + ": holds no model.safetensors; download the weights, or set model.weights: random");
    }
    Weights weights =
        initialisation
            .map(key -> Weights.random(config, key, manager))
            .orElseGet(() -> Weights.read(config, files, manager));
    Decoder decoder = new Decoder(config, scale, device);
    LanguageModel model =
        new LanguageModel(
            decoder, weights, adapter.map(source -> source.open(config, manager)), manager);
    return new ModelFolder(folder, decoder, model, tokenizer, chat);
  }

  /** Kept in memory: the folder may be a checkpoint that is pruned while the model lives. */
  private static Map<String, byte[]> companions(Path folder) {
    Map<String, byte[]> companions = new LinkedHashMap<>();
    for (String name : COMPANIONS) {
      Path file = folder.resolve(name);
      try {
        if (Files.isRegularFile(file)) {
          companions.put(name, Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new InvalidInput(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return companions;
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
      new PeftAdapter(
              adapter.settings().rank(),
              adapter.settings().alpha(),
              adapter.settings().targetModules(),
              Optional.of(base.toAbsolutePath().toString()))
          .write(folder);
      SafetensorsWriter.write(
          folder.resolve(PeftAdapter.WEIGHTS), adapter.toWrite(), Map.of("format", "pt"));
    } else {
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
