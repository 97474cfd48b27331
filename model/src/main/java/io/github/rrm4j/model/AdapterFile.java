package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open adapter_model.safetensors: matrices, and tensors that were trained as a whole and take
 * the place of the base's.
 *
 * <p>Source: PEFT 0.21, {@code get_peft_model_state_dict} and {@code set_peft_model_state_dict}:
 * what modules_to_save names is there under the base's names; embedding and head are there also
 * without being named where the vocabulary was resized. A saved embedding of a tied model unties
 * it: the copy is trained, the head stays what it was.
 *
 * @param settings of the adapter
 * @param file its path
 * @param weights the open file
 */
record AdapterFile(PeftAdapter settings, Path file, Safetensors weights) implements AutoCloseable {

  private static final List<String> VOCABULARY = List.of(Head.EMBEDDING, Head.OUTPUT);

  /** Opens the weight file of a folder. */
  static AdapterFile open(Path folder) {
    return open(PeftAdapter.read(folder), folder.resolve(PeftAdapter.WEIGHTS));
  }

  static AdapterFile open(PeftAdapter given, Path file) {
    return new AdapterFile(given.onAll(ModelConfig.LINEAR_MAPS), file, Safetensors.open(file));
  }

  /**
   * The model under the adapter: with the rows of a saved embedding, and untied where the embedding
   * or the head was trained alone.
   */
  ModelConfig on(ModelConfig base) {
    ModelConfig config = base;
    if (base.tiedEmbeddings() && VOCABULARY.stream().anyMatch(settings::saves)) {
      config = config.untied();
    }
    return vocabulary().map(config::withVocab).orElse(config);
  }

  /** The rows of a saved embedding. */
  Optional<Integer> vocabulary() {
    TensorInfo embedding = weights.tensors().get(PeftAdapter.saved(Head.EMBEDDING));
    if (embedding == null || embedding.shape().length != 2) {
      return Optional.empty();
    }
    long rows = embedding.shape()[0];
    if (rows < 1 || rows > Integer.MAX_VALUE) {
      throw new InvalidInput(
          file
              + ": the embedding has "
              + rows
              + " rows, must have one for each token; save the adapter again");
    }
    return Optional.of((int) rows);
  }

  /** Whether it brings tensors in the place of the base's. */
  boolean replaces() {
    return weights.tensors().keySet().stream()
        .anyMatch(name -> !name.contains(".lora_") && !name.equals(PeftAdapter.SCORE));
  }

  /**
   * The tensors that take the place of the base's, by their names there.
   *
   * @param config the model under the adapter
   */
  Map<String, TensorInfo> whole(ModelConfig config) {
    Map<String, TensorInfo> whole = new LinkedHashMap<>();
    for (TensorSpec spec : config.tensors()) {
      TensorInfo saved = weights.tensors().get(PeftAdapter.saved(spec.name()));
      boolean vocabulary = VOCABULARY.contains(spec.name());
      if (saved != null && (settings.saves(spec.name()) || vocabulary)) {
        whole.put(spec.name(), saved);
      }
    }
    return whole;
  }

  /**
   * Reads the matrices, once the whole file is known to fit.
   *
   * @param config the model under the adapter
   * @throws InvalidInput if a tensor is missing, unexpected, or of another shape or type
   */
  Map<String, NDArray> matrices(ModelConfig config, TensorStream stream) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (String name : requireFit(config)) {
      tensors.put(name, stream.read(weights, weights.tensors().get(name), DataType.FLOAT32));
    }
    return tensors;
  }

  /**
   * Compares the header with what settings and model need.
   *
   * @return the names of the matrices
   */
  List<String> requireFit(ModelConfig config) {
    Map<String, long[]> wanted = new LinkedHashMap<>();
    LoraAdapter.shapes(config, settings)
        .forEach((name, shape) -> wanted.put(name, shape.getShape()));
    List<String> matrices = new ArrayList<>(wanted.keySet());
    if (matrices.isEmpty()) {
      throw InvalidInput.of(
          "%s: target_modules %s are no linear maps of this model, which has %s in %d layers; use the base that it was trained on",
          file.resolveSibling(PeftAdapter.CONFIG),
          OneLine.of(settings.targetModules().toString()),
          ModelConfig.LINEAR_MAPS,
          config.layers());
    }
    Map<String, TensorInfo> whole = whole(config);
    for (TensorSpec spec : config.tensors()) {
      if (whole.containsKey(spec.name()) || settings.saves(spec.name())) {
        wanted.put(PeftAdapter.saved(spec.name()), Weights.shape(spec).getShape());
      }
    }
    TensorFit fit = new TensorFit(wanted);
    if (config.tiedEmbeddings()) {
      fit.ignore(PeftAdapter.saved(Head.OUTPUT)); // the same parameter as the embedding
    }
    weights.tensors().values().forEach(fit::add);
    fit.require(file, "tensors of adapter_config.json");
    return matrices;
  }

  @Override
  public void close() {
    weights.close();
  }
}
