package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchScriptArchiveTest {

  private static final String SOURCE =
      """
      class Line(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        slope : float
        repeats : int
        def forward(self: __torch__.Line, x: Tensor) -> Tensor:
          for i in range(self.repeats):
            x = torch.mul(x, self.slope)
          return x
      """;

  @Test
  void theSourceRunsWithItsAttributes() throws IOException, MalformedModelException {
    assertArrayEquals(new float[] {0.25f, -0.5f}, run(Map.of("slope", 0.5, "repeats", 2)));
    assertArrayEquals(new float[] {-27, 54}, run(Map.of("slope", -3.0, "repeats", 3)));
  }

  @Test
  void theSameSourceGivesTheSameBytes() throws IOException {
    Map<String, Object> attributes = Map.of("slope", 0.5);
    assertArrayEquals(
        TorchScriptArchive.of("Line", SOURCE, attributes).readAllBytes(),
        TorchScriptArchive.of("Line", SOURCE, attributes).readAllBytes());
  }

  @Test
  void anAttributeThatIsNoNumberIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TorchScriptArchive.of("Line", SOURCE, Map.of("slope", "steep")));
  }

  private static float[] run(Map<String, Object> attributes)
      throws IOException, MalformedModelException {
    try (Model module = Model.newInstance("line", "PyTorch")) {
      module.load(TorchScriptArchive.of("Line", SOURCE, attributes));
      NDArray x = module.getNDManager().create(new float[] {1, -2});
      ParameterStore none = new ParameterStore(module.getNDManager(), false);
      return module.getBlock().forward(none, new NDList(x), false).get(0).toFloatArray();
    }
  }
}
