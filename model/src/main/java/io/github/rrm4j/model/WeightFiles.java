package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The open weight files of a model folder, whose headers fit its config.json. */
final class WeightFiles implements AutoCloseable {

  /**
   * What old files have and nothing needs, for it is computed. Source: transformers 5.18, {@code
   * _adjust_missing_and_unexpected_keys}.
   */
  private static final Pattern COMPUTED =
      Pattern.compile("(?:.*\\.)?(?:rotary_emb\\.(?:inv_freq|cos_cached|sin_cached)|position_ids)");

  private static final int PIECE = 1 << 20;

  private final HuggingFaceFolder folder;
  private final List<Safetensors> files = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  private record Place(Safetensors file, TensorInfo tensor) {}

  private WeightFiles(HuggingFaceFolder folder) {
    this.folder = folder;
  }

  /**
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  static WeightFiles open(ModelConfig config, HuggingFaceFolder folder) {
    Map<String, long[]> wanted = new LinkedHashMap<>();
    config.tensors().forEach(spec -> wanted.put(spec.name(), Weights.shape(spec).getShape()));
    TensorFit fit = new TensorFit(wanted);
    if (config.tiedEmbeddings() || config.head() == Head.VALUE) {
      fit.ignore(Head.OUTPUT);
    }
    WeightFiles opened = new WeightFiles(folder);
    List<String> computed = new ArrayList<>();
    try {
      for (Path path : folder.weightFiles()) {
        Safetensors file = Safetensors.open(path);
        opened.files.add(file);
        for (TensorInfo tensor : file.tensors().values()) {
          if (COMPUTED.matcher(tensor.name()).matches()) {
            computed.add(tensor.name());
          } else {
            fit.add(tensor);
            opened.places.put(tensor.name(), new Place(file, tensor));
          }
        }
      }
      fit.require(folder.path(), "tensors of config.json");
      if (!computed.isEmpty()) {
        opened.notes.add(
            computed.size()
                + " tensors such as "
                + OneLine.of(computed.get(0))
                + " are not needed: they are computed");
      }
      return opened;
    } catch (InvalidInput e) {
      opened.close();
      throw e;
    }
  }

  /** What is there and not used, in one line each. */
  List<String> notes() {
    return notes;
  }

  /**
   * Puts the whole tensors of an adapter in the place of the base's.
   *
   * @param config the model under the adapter, {@link AdapterFile#on}
   * @throws InvalidInput if it does not fit
   */
  WeightFiles under(Optional<AdapterFile> adapter, ModelConfig config) {
    if (adapter.isEmpty()) {
      return this;
    }
    adapter.get().requireFit(config);
    if (!config.tiedEmbeddings()) {
      places.putIfAbsent(Head.OUTPUT, places.get(Head.EMBEDDING)); // tied in the base
    }
    adapter
        .get()
        .whole(config)
        .forEach((name, tensor) -> places.put(name, new Place(adapter.get().weights(), tensor)));
    for (String name : List.of(Head.EMBEDDING, Head.OUTPUT)) {
      long rows = places.get(name) == null ? config.vocab() : places.get(name).tensor.shape()[0];
      if (rows != config.vocab()
          && config.tensors().stream().anyMatch(s -> s.name().equals(name))) {
        throw InvalidInput.of(
            "%s: the embedding has %d rows, %s of the base has %d; save the adapter with both (save_embedding_layers=True)",
            adapter.get().file(), config.vocab(), name, rows);
      }
    }
    return this;
  }

  /**
   * A head that is there although it is tied must be the embedding: transformers 4 would take the
   * embedding, transformers 5 the head.
   *
   * @throws InvalidInput if it is not
   */
  WeightFiles requireTied(ModelConfig config) {
    Place head = places.get(Head.OUTPUT);
    Place embedding = places.get(Head.EMBEDDING);
    if (config.tiedEmbeddings()
        && config.head() == Head.TOKENS
        && head != null
        && !same(head, embedding)) {
      throw new InvalidInput(
          folder.config()
              + ": tie_word_embeddings is true, but lm_head.weight and model.embed_tokens.weight differ; set it to false, or remove lm_head.weight");
    }
    return this;
  }

  private static boolean same(Place one, Place other) {
    long bytes = one.tensor.bytes();
    if (one.tensor.dtype() != other.tensor.dtype() || bytes != other.tensor.bytes()) {
      return false;
    }
    ByteBuffer left = ByteBuffer.allocateDirect(PIECE);
    ByteBuffer right = ByteBuffer.allocateDirect(PIECE);
    for (long from = 0; from < bytes; from += PIECE) {
      int count = (int) Math.min(PIECE, bytes - from);
      one.file.read(one.tensor, from, left.clear().limit(count));
      other.file.read(other.tensor, from, right.clear().limit(count));
      if (!left.flip().equals(right.flip())) {
        return false;
      }
    }
    return true;
  }

  /** The element type of the embedding, which that of the others follows. */
  DType dtype() {
    return places.get(Head.EMBEDDING).tensor.dtype();
  }

  /** Whether there is a tensor of a name; all are that config.json names. */
  boolean has(String name) {
    return places.containsKey(name);
  }

  /** Reads a tensor that config.json names into a new array of the stream's manager. */
  NDArray read(String name, TensorStream stream, DataType type) {
    return stream.read(places.get(name).file, places.get(name).tensor, type);
  }

  /** Reads a tensor that config.json names into an array of its shape. */
  void read(String name, TensorStream stream, NDArray into) {
    stream.read(places.get(name).file, places.get(name).tensor, into);
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }
}
