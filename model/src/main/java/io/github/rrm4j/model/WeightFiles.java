package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open weight files of a model folder, whose headers fit its config.json. */
final class WeightFiles implements AutoCloseable {

  /**
   * A tied head, or that of a language model under a value head, may be there and is not needed.
   */
  private static final String HEAD = "lm_head.weight";

  private final List<Safetensors> files = new ArrayList<>();
  private final Map<String, Safetensors> places = new HashMap<>();

  private WeightFiles() {}

  /**
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  static WeightFiles open(ModelConfig config, HuggingFaceFolder folder) {
    Map<String, long[]> wanted = new LinkedHashMap<>();
    config.tensors().forEach(spec -> wanted.put(spec.name(), Weights.shape(spec).getShape()));
    TensorFit fit = new TensorFit(wanted);
    if (config.tiedEmbeddings() || config.head() == Head.VALUE) {
      fit.ignore(HEAD);
    }
    WeightFiles opened = new WeightFiles();
    try {
      for (Path path : folder.weightFiles()) {
        Safetensors file = Safetensors.open(path);
        opened.files.add(file);
        for (TensorInfo tensor : file.tensors().values()) {
          fit.add(tensor);
          opened.places.put(tensor.name(), file);
        }
      }
      fit.require(folder.path(), "tensors of config.json");
      return opened;
    } catch (InvalidInput e) {
      opened.close();
      throw e;
    }
  }

  /** The element type of the embedding, which that of the others follows. */
  DType dtype() {
    return info("model.embed_tokens.weight").dtype();
  }

  private TensorInfo info(String name) {
    return places.get(name).tensors().get(name);
  }

  /** Reads a tensor that config.json names into a new array of the stream's manager. */
  NDArray read(String name, TensorStream stream, DataType type) {
    return stream.read(places.get(name), info(name), type);
  }

  /** Reads a tensor that config.json names into an array of its shape. */
  void read(String name, TensorStream stream, NDArray into) {
    stream.read(places.get(name), info(name), into);
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }
}
