package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;

/**
 * Arrays of any element type that PyTorch has.
 *
 * <p>DJL's own calls end the process where they meet bf16, so such an array is made, filled and
 * converted here; to DJL its type is unknown.
 */
final class Elements implements AutoCloseable {

  private final ScriptModule module;

  Elements(Device device) {
    this.module =
        new ScriptModule(
            Elements.class, "Elements", List.of("elements.torchscript"), Map.of(), device);
  }

  /** The number that PyTorch knows an element type by. */
  static int number(DataType type) {
    return switch (type) {
      case FLOAT16 -> 5;
      case FLOAT32 -> 6;
      case BFLOAT16 -> 15;
      default -> throw new IllegalArgumentException("no weights are " + type);
    };
  }

  /** A number as an array of a type would hold it, ties to even. */
  static double rounded(double number, DataType type) {
    int bits = Float.floatToRawIntBits((float) number);
    return switch (type) {
      case FLOAT32 -> (float) number;
      case BFLOAT16 -> Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
      default -> throw new IllegalArgumentException("no forward pass is in " + type);
    };
  }

  /** Zeros that belong to a manager. */
  NDArray zeros(Shape shape, DataType type, NDManager manager) {
    try (NDArray size = module.manager().create(shape.size());
        NDArray number = module.manager().create((long) number(type));
        NDArray flat = module.call("zeros", true, new NDList(size, number)).get(0)) {
      return given(flat.reshape(shape), manager);
    }
  }

  /** The elements from one index to another of a flat array, in the same memory. */
  NDArray part(NDArray flat, long from, long to, Shape shape, NDManager manager) {
    try (NDArray start = module.manager().create(from);
        NDArray end = module.manager().create(to);
        NDArray part = module.call("part", true, new NDList(flat, start, end)).get(0)) {
      return given(part.reshape(shape), manager);
    }
  }

  /** A copy in a type, in memory of its own and without a graph, that belongs to a manager. */
  NDArray cast(NDArray array, DataType type, NDManager manager) {
    try (NDArray number = module.manager().create((long) number(type));
        NDArray nameless = array.reshape(array.getShape())) { // a name says how to pass an array
      return given(module.call("cast", true, new NDList(nameless, number)).get(0), manager);
    }
  }

  /**
   * Writes {@code part} into {@code flat} from an index on.
   *
   * @param flat (size)
   * @param part (n), of any type
   */
  void put(NDArray flat, NDArray part, long from) {
    try (NDArray start = module.manager().create(from)) {
      module.call("put", true, new NDList(flat, part, start)).close();
    }
  }

  /** Zeros in the place of all elements; a product would keep NaN. */
  void clear(NDList arrays) {
    module.call("clear", true, arrays).get(0).close();
  }

  /** Adds to each array the other of the same place. */
  void add(Iterable<NDArray> into, Iterable<NDArray> others) {
    try (NDManager scope = module.manager().newSubManager()) {
      NDList arguments = named("x[]", into, scope);
      arguments.addAll(named("others[]", others, scope));
      module.call("add", true, arguments).get(0).close();
    }
  }

  /** The same memory under the name of an argument. */
  private static NDList named(String name, Iterable<NDArray> arrays, NDManager scope) {
    NDList list = new NDList();
    for (NDArray array : arrays) {
      NDArray renamed = array.reshape(array.getShape());
      renamed.attach(scope);
      renamed.setName(name);
      list.add(renamed);
    }
    return list;
  }

  private static NDArray given(NDArray array, NDManager manager) {
    array.attach(manager);
    return array;
  }

  @Override
  public void close() {
    module.close();
  }
}
