package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    /** It is added to the weights of its base: W + (alpha / rank) B A. */
    MERGED
  }

  /** Files that go along where the source, or the base of an adapter, has them. */
  private static final List<String> TEXT_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "judge.json");

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
    delete(draft);
    Files.createDirectories(draft);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        TensorStream stream = new TensorStream(manager)) {
      writeInto(draft, card, stream, manager);
      Files.deleteIfExists(whole);
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(draft);
    }
  }

  private void writeInto(Path draft, ModelCard card, TensorStream stream, NDManager manager)
      throws IOException {
    boolean isAdapter = Files.isRegularFile(source.resolve(PeftAdapter.CONFIG));
    Path base = isAdapter ? ModelFolder.base(source) : source;
    HuggingFaceFolder files = new HuggingFaceFolder(base);
    ModelConfig own = ModelConfig.read(files.config());
    Optional<LoraAdapter> adapter =
        isAdapter ? Optional.of(LoraAdapter.read(own, source, manager)) : Optional.empty();
    boolean newHead = adapter.flatMap(LoraAdapter::score).isPresent();
    ModelConfig config = newHead ? own.with(Head.VALUE) : own;
    copy(TEXT_FILES, base, draft);
    DType type;
    if (isAdapter && form == Form.ADAPTER) {
      type = dtype.orElse(DType.F32);
      adapter.get().settings().write(draft);
      SafetensorsWriter.write(
          draft.resolve(PeftAdapter.WEIGHTS),
          stream.toWrite(adapter.get().tensors(), type),
          Map.of("format", "pt"));
    } else {
      copy(List.of("generation_config.json"), base, draft);
      try (WeightFiles weights = WeightFiles.open(own, files)) {
        type = dtype.orElseGet(weights::dtype);
        List<TensorToWrite> tensors = new ArrayList<>();
        for (TensorSpec spec : config.tensors()) {
          tensors.add(merged(spec, weights, type, adapter, stream));
        }
        WeightShards.write(draft, tensors, shardBytes);
      }
      Path configFile = draft.resolve("config.json");
      Files.write(
          configFile,
          newHead
              ? ConfigJson.underValueHead(files.config(), config.architecture(), padding(base))
              : Files.readAllBytes(files.config()));
      Files.write(configFile, ConfigJson.withType(configFile, type));
    }
    boolean stays = Files.exists(draft.resolve(PeftAdapter.CONFIG));
    Files.writeString(draft.resolve("README.md"), card.text(config, type, adapter, stays));
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

  private static OptionalInt padding(Path base) {
    String token =
        SpecialTokens.token(base.resolve("tokenizer_config.json"), SpecialTokens.PADDING);
    if (token.isEmpty()) {
      return OptionalInt.empty();
    }
    try (Tokenizer tokenizer = Tokenizer.read(base)) {
      return tokenizer.id(token);
    }
  }

  /** Copies what there is; a file of the source goes before that of the base. */
  private void copy(List<String> names, Path base, Path draft) throws IOException {
    for (String name : names) {
      for (Path from : List.of(source, base)) {
        if (Files.isRegularFile(from.resolve(name)) && Files.notExists(draft.resolve(name))) {
          Files.copy(from.resolve(name), draft.resolve(name));
        }
      }
    }
  }

  private static void requireEmpty(Path output) throws IOException {
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

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(folder)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
