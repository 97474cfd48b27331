package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW with fp32 moments.
 *
 * <pre>
 *   m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
 *   p = p - rate * decay * p - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>Source: Loshchilov and Hutter 2019, algorithm 2, as PyTorch's AdamW computes it. Differs: only
 * tensors of two dimensions are decayed (biases and norm scales are not). DJL's own optimiser hides
 * its moments, so it could not be resumed exactly.
 */
public final class AdamW {

  private static final String STEP = "step";

  private final Map<String, NDArray> parameters;
  private final OptimiserSettings settings;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private long steps;

  /**
   * @param parameters what is moved, by name
   * @param manager owns the moments
   */
  public AdamW(Map<String, NDArray> parameters, OptimiserSettings settings, NDManager manager) {
    this.parameters = parameters;
    this.settings = settings;
    parameters.forEach(
        (name, parameter) -> {
          first.put(name, manager.zeros(parameter.getShape(), DataType.FLOAT32));
          second.put(name, manager.zeros(parameter.getShape(), DataType.FLOAT32));
        });
  }

  /** Number of steps taken. */
  public long steps() {
    return steps;
  }

  /**
   * One step.
   *
   * @param scope owns what is made on the way
   * @param gradients by the names of the parameters, of the same shapes
   * @param scale a factor on each gradient (the clipping)
   * @param rate the learning rate of this step
   */
  public void step(NDManager scope, Map<String, NDArray> gradients, double scale, double rate) {
    steps++;
    double correction1 = 1 - Math.pow(settings.beta1(), steps);
    double correction2 = 1 - Math.pow(settings.beta2(), steps);
    parameters.forEach(
        (name, parameter) -> {
          NDArray m = first.get(name);
          NDArray v = second.get(name);
          NDArray gradient = gradients.get(name);
          // closed for each tensor: what is made on the way is as large as several of them
          try (NDManager own = scope.newSubManager()) {
            own.tempAttachAll(parameter, m, v, gradient);
            NDArray g = gradient.mul((float) scale);
            m.muli((float) settings.beta1()).addi(g.mul((float) (1 - settings.beta1())));
            v.muli((float) settings.beta2()).addi(g.square().mul((float) (1 - settings.beta2())));
            NDArray root = v.div((float) correction2).sqrt().addi((float) settings.epsilon());
            if (settings.weightDecay() > 0 && parameter.getShape().dimension() == 2) {
              parameter.muli((float) (1 - rate * settings.weightDecay()));
            }
            parameter.subi(m.div(root).muli((float) (rate / correction1)));
          }
        });
  }

  /** Writes the moments and the number of steps as safetensors. */
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
            throw new InvalidInput(
                "%s: no tensor '%s%s' of shape %s; the optimiser belongs to another model"
                    .formatted(file, prefix, name, moment.getShape()));
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
