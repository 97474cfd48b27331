package io.github.rrm4j.trainer.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ScriptModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AdamW with fp32 moments.
 *
 * <pre>
 *   m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
 *   p = p - rate * decay * p - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>Source: Loshchilov and Hutter 2019, algorithm 2, as PyTorch's AdamW computes it. Differs: only
 * tensors of two dimensions are decayed (biases and norm scales are not). DJL's own optimizer hides
 * its moments, so it could not be resumed exactly.
 */
public final class AdamW implements OptimizerState {

  private static final String STEP = "step";

  private final Map<String, NDArray> parameters;
  private final OptimizerSettings settings;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private final ScriptModule module;
  private long steps;

  /**
   * @param parameters what is moved, by name
   * @param manager owns the moments
   */
  public AdamW(Map<String, NDArray> parameters, OptimizerSettings settings, NDManager manager) {
    this.parameters = parameters;
    this.settings = settings;
    this.module =
        new ScriptModule(
            AdamW.class,
            "AdamW",
            List.of("adamw.torchscript"),
            Map.of("fused", manager.getDevice().isGpu() ? 1 : 0),
            manager.getDevice());
    manager.attachInternal("AdamW", module); // closed with the moments
    parameters.forEach(
        (name, parameter) -> {
          first.put(name, manager.zeros(parameter.getShape(), DataType.FLOAT32));
          second.put(name, manager.zeros(parameter.getShape(), DataType.FLOAT32));
        });
  }

  @Override
  public long steps() {
    return steps;
  }

  /** The global norm: the root of the sum of the squares of all gradients. */
  public double norm(Map<String, NDArray> gradients) {
    try (NDArray norm = module.call("norm", false, list("g", gradients)).get(0)) {
      return norm.getDouble();
    }
  }

  /**
   * One step.
   *
   * @param gradients by the names of the parameters, of the same shapes; they are scaled in place
   * @param scale a factor on each gradient (the clipping)
   */
  public void step(Map<String, NDArray> gradients, double scale, double rate) {
    for (boolean decayed : new boolean[] {true, false}) {
      double decay = decayed ? settings.weightDecay() : 0;
      Map<String, NDArray> some = new LinkedHashMap<>();
      gradients.forEach(
          (name, gradient) -> {
            if (gradient.getShape().dimension() == 2 == decayed) {
              some.put(name, gradient);
            }
          });
      if (!some.isEmpty()) {
        step(some, scale, decay, rate);
      }
    }
    steps++;
  }

  private void step(Map<String, NDArray> gradients, double scale, double decay, double rate) {
    try (NDManager scope = module.manager().newSubManager()) {
      double[] numbers = {settings.beta1(), settings.beta2(), settings.epsilon(), decay, rate};
      NDManager host = scope.newSubManager(Device.cpu()); // they are read as numbers
      NDList arguments = new NDList(scope.create((float) (1 / scale)), host.create(numbers));
      arguments.addAll(list("p", chosen(parameters, gradients.keySet())));
      arguments.addAll(list("g", gradients));
      arguments.addAll(list("m", chosen(first, gradients.keySet())));
      arguments.addAll(list("v", chosen(second, gradients.keySet())));
      NDArray count = scope.full(new Shape(1), steps + 1);
      count.setName("steps[]");
      gradients.keySet().forEach(name -> arguments.add(count));
      module.call("step", false, arguments);
    }
  }

  private static Map<String, NDArray> chosen(Map<String, NDArray> all, Set<String> names) {
    Map<String, NDArray> chosen = new LinkedHashMap<>();
    names.forEach(name -> chosen.put(name, all.get(name)));
    return chosen;
  }

  private static NDList list(String name, Map<String, NDArray> tensors) {
    NDList list = new NDList(tensors.values());
    list.forEach(tensor -> tensor.setName(name + "[]"));
    return list;
  }

  /** Writes the moments and the number of steps as safetensors. */
  @Override
  public void write(Path file) throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>();
    add(tensors, "exp_avg.", first);
    add(tensors, "exp_avg_sq.", second);
    SafetensorsWriter.write(file, tensors, Map.of(STEP, Long.toString(steps)));
  }

  private static void add(List<TensorToWrite> tensors, String prefix, Map<String, NDArray> of) {
    of.forEach(
        (name, moment) ->
            tensors.add(
                new TensorToWrite(
                    prefix + name,
                    DType.F32,
                    moment.getShape().getShape(),
                    () -> moment.toByteBuffer(false))));
  }

  /**
   * Takes up the moments that {@link #write} wrote.
   *
   * @throws InvalidInput if the file does not fit the parameters
   */
  @Override
  public void read(Path file) {
    try (Safetensors safetensors = Safetensors.open(file)) {
      steps = Long.parseLong(safetensors.metadata().getOrDefault(STEP, "0"));
      read(safetensors, file, "exp_avg.", first);
      read(safetensors, file, "exp_avg_sq.", second);
    }
  }

  private static void read(
      Safetensors safetensors, Path file, String prefix, Map<String, NDArray> into) {
    into.forEach(
        (name, moment) -> {
          if (!safetensors.tensors().containsKey(prefix + name)
              || !Arrays.equals(
                  safetensors.tensors().get(prefix + name).shape(), moment.getShape().getShape())) {
            throw InvalidInput.of(
                "%s: no tensor '%s%s' of shape %s; the optimizer belongs to another model",
                file, prefix, name, moment.getShape());
          }
          // set(Buffer) would put the moment into memory of the JVM; this copies into PyTorch's
          try (NDArray saved =
              moment
                  .getManager()
                  .create(
                      safetensors.data(prefix + name).asFloatBuffer(),
                      moment.getShape(),
                      DataType.FLOAT32)) {
            moment.set(new NDIndex(":"), saved);
          }
        });
  }
}
