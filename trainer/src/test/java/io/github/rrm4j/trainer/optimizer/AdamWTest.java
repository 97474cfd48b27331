package io.github.rrm4j.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ScriptModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdamWTest {

  private static final OptimizerSettings SETTINGS =
      new OptimizerSettings(1e-2, Schedule.CONSTANT, 0, 1, 0.9, 0.95, 1e-8, 0.1, 1);
  private static final Key KEY = Key.of(11, "adamw");

  @TempDir Path folder;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Map<String, NDArray> parameters() {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    parameters.put("matrix", drawn("matrix", 0, new Shape(3, 4)));
    parameters.put("vector", drawn("vector", 0, new Shape(5)));
    return parameters;
  }

  private NDArray drawn(String name, long step, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) KEY.with(name).with(step).gaussian(i);
    }
    return manager.create(values, shape).duplicate();
  }

  private void step(AdamW optimizer, Map<String, NDArray> parameters, int step) {
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      parameters.forEach(
          (name, parameter) -> {
            NDArray gradient = drawn(name, step, parameter.getShape());
            gradient.attach(scope);
            gradients.put(name, gradient);
          });
      optimizer.step(gradients, scale(step), rate(step));
    }
  }

  private static double scale(int step) {
    return step % 3 == 0 ? 0.37 : 1;
  }

  private static double rate(int step) {
    return 1e-2 / (1 + 0.02 * step);
  }

  @Test
  void fiftyStepsAreThoseOfDoublePrecision() {
    Map<String, NDArray> parameters = parameters();
    AdamW optimizer = new AdamW(parameters, SETTINGS, manager);
    for (int step = 1; step <= 50; step++) {
      step(optimizer, parameters, step);
    }
    assertEquals(50, optimizer.steps());
    parameters()
        .forEach(
            (name, first) -> {
              double decay = name.equals("matrix") ? SETTINGS.weightDecay() : 0;
              double[] expected = inDoublePrecision(name, first.toFloatArray(), decay);
              float[] actual = parameters.get(name).toFloatArray();
              for (int i = 0; i < actual.length; i++) {
                double moved = Math.abs(expected[i] - first.toFloatArray()[i]);
                assertTrue(moved > 1e-4, name + " " + i + " has moved by " + moved);
                assertEquals(
                    expected[i], actual[i], 1e-6 * Math.max(1, Math.abs(expected[i])), name);
              }
            });
  }

  private static double[] inDoublePrecision(String name, float[] first, double decay) {
    double[] p = new double[first.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = first[i];
      double m = 0;
      double v = 0;
      for (int t = 1; t <= 50; t++) {
        double g = (float) KEY.with(name).with(t).gaussian(i) * scale(t);
        m = 0.9 * m + 0.1 * g;
        v = 0.95 * v + 0.05 * g * g;
        double mHat = m / (1 - Math.pow(0.9, t));
        double vHat = v / (1 - Math.pow(0.95, t));
        p[i] = p[i] - rate(t) * decay * p[i] - rate(t) * mHat / (Math.sqrt(vHat) + 1e-8);
      }
    }
    return p;
  }

  @Test
  void theFirstStepIsTheRateTimesTheSignOfTheGradient() {
    OptimizerSettings plain =
        new OptimizerSettings(1, Schedule.CONSTANT, 0, 1, 0.9, 0.999, 1e-8, 0, 1);
    Map<String, NDArray> parameters = Map.of("p", manager.zeros(new Shape(2)));
    try (NDManager scope = manager.newSubManager()) {
      NDArray gradient = scope.create(new float[] {3, -0.001f});
      new AdamW(parameters, plain, manager).step(Map.of("p", gradient), 1, 0.5);
    }
    assertArrayEquals(new float[] {-0.5f, 0.5f}, parameters.get("p").toFloatArray(), 1e-5f);
  }

  @Test
  void afterWritingAndReadingTheStepsHaveTheSameBits() throws IOException {
    Map<String, NDArray> unbroken = parameters();
    AdamW first = new AdamW(unbroken, SETTINGS, manager);
    for (int step = 1; step <= 5; step++) {
      step(first, unbroken, step);
    }
    Path file = folder.resolve("optimizer.safetensors");
    first.write(file);
    Map<String, NDArray> resumed = new LinkedHashMap<>();
    unbroken.forEach((name, parameter) -> resumed.put(name, parameter.duplicate()));
    AdamW second = new AdamW(resumed, SETTINGS, manager);
    second.read(file);
    assertEquals(5, second.steps());
    for (int step = 6; step <= 9; step++) {
      step(first, unbroken, step);
      step(second, resumed, step);
    }
    unbroken.forEach(
        (name, parameter) ->
            assertArrayEquals(parameter.toFloatArray(), resumed.get(name).toFloatArray(), name));
  }

  @Test
  void theMomentsOfAnotherModelAreRefused() throws IOException {
    Path file = folder.resolve("optimizer.safetensors");
    new AdamW(parameters(), SETTINGS, manager).write(file);
    AdamW otherShape =
        new AdamW(Map.of("matrix", manager.zeros(new Shape(4, 3))), SETTINGS, manager);
    assertEquals(
        file
            + ": no tensor 'exp_avg.matrix' of shape (4, 3); the optimizer belongs to another model",
        assertThrows(InvalidInput.class, () -> otherShape.read(file)).getMessage());
    AdamW otherName =
        new AdamW(Map.of("lora_A", manager.zeros(new Shape(3, 4))), SETTINGS, manager);
    assertEquals(
        file
            + ": no tensor 'exp_avg.lora_A' of shape (3, 4); the optimizer belongs to another model",
        assertThrows(InvalidInput.class, () -> otherName.read(file)).getMessage());
  }

  /** On a GPU the norms of all gradients are taken by one operator. */
  @Test
  void bothWaysToTheGlobalNormAgree() {
    NDList gradients = new NDList();
    double squares = 0;
    for (int i = 0; i < 5; i++) {
      NDArray gradient = drawn("g" + i, 0, i % 2 == 0 ? new Shape(7, 3 + i) : new Shape(9));
      gradient.setName("g[]");
      gradients.add(gradient);
      for (float value : gradient.toFloatArray()) {
        squares += (double) value * value;
      }
    }
    for (int fused : new int[] {0, 1}) {
      try (ScriptModule module =
          new ScriptModule(
              AdamW.class,
              "AdamW",
              List.of("adamw.torchscript"),
              Map.of("fused", fused),
              Device.cpu())) {
        double norm = module.call("norm", false, gradients).get(0).getDouble();
        assertEquals(Math.sqrt(squares), norm, 1e-5);
      }
    }
  }
}
