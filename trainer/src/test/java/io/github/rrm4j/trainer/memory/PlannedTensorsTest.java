package io.github.rrm4j.trainer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The plan against the bytes of the tensors that a training makes. */
class PlannedTensorsTest {

  @Test
  void weightsGradientsAndMomentsAreThoseOfTheTensors() {
    MemorySettings settings =
        new MemorySettings(
            new Machine(false, 2, Float.BYTES),
            Optional.empty(),
            Optional.empty(),
            Reference.NONE,
            new Lengths(10, 6),
            new MicroBatches(20, 1, PassMemory.DEFAULT),
            Beside.NOTHING);
    try (TinyModel tiny = new TinyModel()) {
      Map<String, Long> parts =
          MemoryPlan.of(tiny.model.config(), settings).phases().get(0).parts();
      long weights = bytes(List.copyOf(tiny.model.weights().tensors().values()));
      assertEquals(weights, parts.get("weights"));
      assertEquals(weights, parts.get("gradients"));
      long before = bytes(tiny.stage.getManagedArrays());
      new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage);
      assertEquals(bytes(tiny.stage.getManagedArrays()) - before, parts.get("moments"));
    }
  }

  private static long bytes(List<NDArray> arrays) {
    return arrays.stream().mapToLong(array -> Float.BYTES * array.size()).sum();
  }
}
