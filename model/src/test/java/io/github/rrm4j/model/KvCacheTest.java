package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KvCacheTest {

  private static final ModelConfig CONFIG =
      ModelConfig.read(Path.of("src/test/resources/golden/untied-6-2/config.json"));

  @Test
  void theBytesOfACacheAreThoseOfItsTensors() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Elements elements = new Elements(Device.cpu())) {
      for (DataType type : new DataType[] {DataType.FLOAT32, DataType.BFLOAT16}) {
        KvCache cache = KvCache.allocate(CONFIG, type, 5, 7, elements, manager);
        long bytes =
            cache.argument().stream()
                .mapToLong(tensor -> tensor.size() * type.getNumOfBytes())
                .sum();
        assertEquals(bytes, 5 * 7 * KvCache.bytesPerToken(CONFIG, type.getNumOfBytes()));
      }
    }
  }

  @Test
  void aSelectionHasTheRowsThatWereChosenAndLeavesNothingOfTheOther() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Elements elements = new Elements(Device.cpu())) {
      KvCache cache = KvCache.allocate(CONFIG, DataType.FLOAT32, 3, 2, elements, manager);
      float row = 0;
      for (NDArray tensor : cache.argument()) {
        for (int r = 0; r < 3; r++) {
          tensor.get(r).addi(++row);
        }
      }
      KvCache selected = cache.select(new int[] {2, 0});
      row = 0;
      for (NDArray tensor : selected.argument()) {
        assertEquals(row + 3, tensor.getFloat(0, 0, 0, 0));
        assertEquals(row + 1, tensor.getFloat(1, 1, 1, 1));
        assertArrayEquals(new long[] {2, 2}, new long[] {tensor.size(0), tensor.size(2)});
        row += 3;
      }
      for (NDArray tensor : cache.argument()) {
        assertEquals(true, tensor.isReleased());
      }
    }
  }
}
