package io.github.rrm4j.model.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class DeterministicAlgorithmsTest {

  @Test
  void theSwitchOfTheLoadedLibtorchIsOnDuringTheWorkAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.zeros(new Shape(1)).close(); // loads libtorch
      DeterministicAlgorithms algorithms = DeterministicAlgorithms.find(":4096:8").orElseThrow();
      assertFalse(algorithms.on());
      assertTrue(algorithms.during(algorithms::on));
      assertFalse(algorithms.on());
      assertThrows(
          IllegalStateException.class,
          () ->
              algorithms.during(
                  () -> {
                    throw new IllegalStateException();
                  }));
      assertFalse(algorithms.on());
      try (NDArray made = algorithms.during(() -> manager.create(new Shape(4), DataType.FLOAT32))) {
        assertEquals(4, made.size()); // no operator that is needed to make arrays is forbidden
      }
    }
  }

  @Test
  void withoutTheWorkspaceThatMakesProductsRepeatableItStaysOff() {
    assertTrue(DeterministicAlgorithms.find(null).isEmpty());
    assertTrue(DeterministicAlgorithms.find(":0:0").isEmpty());
  }

  @Test
  void aLibraryThatIsNotLoadedIsNotFound() {
    assertTrue(LoadedLibrary.find("libnothing.so").isEmpty());
  }
}
