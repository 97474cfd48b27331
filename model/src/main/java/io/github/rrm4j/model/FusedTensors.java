package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One array for each argument of the forward pass, and the tensors of a model by their Hugging Face
 * names, which are parts of these arrays: q, k and v lie one behind the other, so that they are one
 * product, and each can still be read, moved and written on its own.
 *
 * @param arguments in the order of {@link ModelConfig#forwardOrder()}
 * @param tensors by name, in the order of {@link ModelConfig#tensors()}; contiguous
 */
record FusedTensors(NDList arguments, Map<String, NDArray> tensors) {

  /**
   * Zeros.
   *
   * @param listName the argument's name in the TorchScript source, such as {@code w}
   * @param type of the elements
   * @param manager owns all arrays
   */
  static FusedTensors zeros(
      ModelConfig config, String listName, DataType type, Elements elements, NDManager manager) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    config.tensors().forEach(spec -> shapes.put(spec.name(), Weights.shape(spec)));
    Map<String, NDArray> parts = new LinkedHashMap<>();
    Map<List<String>, NDArray> made = new LinkedHashMap<>();
    NDList arguments = new NDList();
    for (List<String> names : config.forwardOrder()) {
      NDArray argument =
          made.computeIfAbsent(names, n -> fused(n, shapes, type, elements, manager, parts));
      argument.setName(listName + "[]");
      arguments.add(argument);
    }
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : config.tensors()) {
      tensors.put(spec.name(), parts.get(spec.name()));
    }
    return new FusedTensors(arguments, tensors);
  }

  /**
   * Some tensors one behind the other along their first axis; those that are not there are left
   * out.
   */
  private static NDArray fused(
      List<String> names,
      Map<String, Shape> shapes,
      DataType type,
      Elements elements,
      NDManager manager,
      Map<String, NDArray> parts) {
    List<String> there = names.stream().filter(shapes::containsKey).toList();
    long size = there.stream().mapToLong(name -> shapes.get(name).size()).sum();
    try (NDArray flat = elements.zeros(new Shape(size), type, manager)) {
      long from = 0;
      for (String name : there) {
        Shape shape = shapes.get(name);
        parts.put(name, elements.part(flat, from, from + shape.size(), shape, manager));
        from += shape.size();
      }
      boolean matrix = !there.isEmpty() && shapes.get(there.get(0)).dimension() == 2;
      Shape whole =
          matrix
              ? new Shape(size / shapes.get(there.get(0)).get(1), shapes.get(there.get(0)).get(1))
              : new Shape(size);
      return flat.reshape(whole);
    }
  }

  /**
   * These tensors with the weights of products packed, which have no names then; the plain ones are
   * freed one by one.
   *
   * @param manager owns the packed tensors
   */
  FusedTensors packed(Decoder decoder, NDManager manager) {
    List<List<String>> names = decoder.config().forwardOrder();
    Map<String, NDArray> left = new LinkedHashMap<>(tensors);
    NDList packed =
        decoder.packed(
            arguments,
            index -> {
              if (arguments.get(index) == arguments.get(0)) {
                return; // a head that is the embeddings too
              }
              names.get(index).forEach(name -> left.remove(name).close());
              arguments.get(index).close();
            },
            manager);
    return new FusedTensors(packed, left);
  }
}
