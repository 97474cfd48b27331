package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model folder or a PEFT adapter folder for others, made of a checkpoint tensor by tensor, so
 * that the model itself is never in memory.
 *
 * @param source a model folder or an adapter folder
 * @param form what becomes of an adapter
 * @param dtype of the elements in the new files; empty for that of the source
 * @param shardBytes most bytes of a weight file
 */
public record ModelExport(Path source, Form form, Optional<DType> dtype, long shardBytes) {

  /** What becomes of an adapter; whole weights stay what they are. */
  public enum Form {
    /** It stays an adapter, in a folder that PEFT reads. */
    ADAPTER,
    /** It is added to the weights of its base: W + s B A. */
    MERGED
  }

  /** Files that go along where the source, or the base of an adapter, has them. */
  private static final List<String> MORE_FILES =
      List.of("vocab.json", "merges.txt", "judge.json", "calibration.json");

  /**
   * Writes the folder, whole or not at all.
   *
   * @param output does not exist or is empty
   * @throws InvalidInput if the output holds something, or the source does not fit together
   */
  public void write(Path output, ModelCard card) throws IOException {
    requireEmpty(output);
    Path whole = output.toAbsolutePath().normalize();
    Path draft = whole.resolveSibling(".tmp-" + whole.getFileName());
    Folders.delete(draft);
    Files.createDirectories(draft);
    NativeLibraries.engine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        TensorStream stream = new TensorStream(manager)) {
      writeInto(draft, card, stream, manager);
      Files.deleteIfExists(whole);
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DiskError.at(whole, e);
    } finally {
      Folders.delete(draft);
    }
  }

  private void writeInto(Path draft, ModelCard card, TensorStream stream, NDManager manager)
      throws IOException {
    boolean isAdapter = Files.isRegularFile(source.resolve(PeftAdapter.CONFIG));
    Path base = isAdapter ? ModelFolder.base(source) : source;
    HuggingFaceFolder files = new HuggingFaceFolder(base);
    ModelConfig own = ModelConfig.read(files.config());
    ModelText text = ModelText.of(source);
    boolean stays = isAdapter && form == Form.ADAPTER;
    Map<String, byte[]> companions = text.files(MORE_FILES);
    if (stays) {
      companions.keySet().removeAll(List.of("config.json", "generation_config.json"));
    }
    for (Map.Entry<String, byte[]> companion : companions.entrySet()) {
      Files.write(draft.resolve(companion.getKey()), companion.getValue());
    }
    try (AdapterFile opened = isAdapter ? AdapterFile.open(source) : null) {
      Optional<AdapterFile> file = Optional.ofNullable(opened);
      ModelConfig under = file.map(brings -> brings.on(own)).orElse(own);
      Optional<LoraAdapter> adapter =
          file.map(brings -> LoraAdapter.read(under, brings.settings(), brings.file(), manager));
      boolean newHead = adapter.flatMap(LoraAdapter::score).isPresent();
      ModelConfig config = newHead ? under.with(Head.VALUE) : under;
      DType type;
      if (stays) {
        type = dtype.orElse(DType.F32);
        adapter.get().settings().write(draft);
        List<TensorToWrite> tensors = stream.toWrite(adapter.get().tensors(), type);
        for (String name : opened.whole(config).keySet()) {
          TensorInfo whole = opened.whole(config).get(name);
          tensors.add(
              new TensorToWrite(
                  PeftAdapter.saved(name),
                  type,
                  whole.shape(),
                  sink -> {
                    try (NDArray tensor = stream.read(opened.weights(), whole, DataType.FLOAT32)) {
                      stream.write(tensor, type, sink);
                    }
                  }));
        }
        SafetensorsWriter.write(
            draft.resolve(PeftAdapter.WEIGHTS), tensors, Map.of("format", "pt"));
      } else {
        try (WeightFiles weights = WeightFiles.open(own, files)) {
          weights.requireTied(own).under(file, config);
          type = dtype.orElseGet(weights::dtype);
          List<TensorToWrite> tensors = new ArrayList<>();
          for (TensorSpec spec : config.tensors()) {
            tensors.add(merged(spec, weights, type, adapter, stream));
          }
          WeightShards.write(draft, tensors, shardBytes);
        }
        writeConfig(draft, text, own, config, type);
      }
      Files.writeString(draft.resolve("README.md"), card.text(config, type, adapter, stays));
    }
  }

  /** The config.json of a base, as the adapter that was merged has changed it. */
  private static void writeConfig(
      Path draft, ModelText text, ModelConfig own, ModelConfig config, DType type)
      throws IOException {
    Path file = draft.resolve("config.json");
    if (config.head() != own.head()) {
      try (Tokenizer tokenizer = text.tokenizer()) {
        Files.write(
            file, ConfigJson.underValueHead(file, config.architecture(), text.padding(tokenizer)));
      }
    }
    if (config.vocab() != own.vocab() || config.tiedEmbeddings() != own.tiedEmbeddings()) {
      Files.write(file, ConfigJson.withVocabulary(file, config.vocab(), config.tiedEmbeddings()));
    }
    Files.write(file, ConfigJson.withType(file, type));
  }

  /** A tensor of the source with its share of the adapter, read when its turn comes. */
  private static TensorToWrite merged(
      TensorSpec spec,
      WeightFiles weights,
      DType type,
      Optional<LoraAdapter> adapter,
      TensorStream stream) {
    long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
    return new TensorToWrite(
        spec.name(),
        type,
        shape,
        sink -> {
          Optional<NDArray> score = adapter.flatMap(LoraAdapter::score);
          if (spec.name().equals(Head.SCORE) && score.isPresent()) {
            stream.write(score.get(), type, sink);
            return;
          }
          try (NDArray tensor = weights.read(spec.name(), stream, DataType.FLOAT32)) {
            adapter.ifPresent(lora -> lora.addTo(spec.name(), tensor));
            stream.write(tensor, type, sink);
          }
        });
  }

  /**
   * Refuses a folder that holds something.
   *
   * @throws InvalidInput if it does
   */
  public static void requireEmpty(Path output) throws IOException {
    if (Files.notExists(output)) {
      return;
    }
    if (Files.isDirectory(output)) {
      try (Stream<Path> entries = Files.list(output)) {
        if (entries.findAny().isEmpty()) {
          return;
        }
      }
    }
    throw new InvalidInput(output + ": exists and is not empty; choose another --output");
  }
}
