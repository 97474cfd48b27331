package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvCacheTest {

  private static final ModelConfig CONFIG =
      ModelConfig.read(Path.of("src/test/resources/golden/untied-6-2/config.json"));

  @Test
  void theBytesOfACacheAreThoseOfItsTensors() {
    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.BFLOAT16}) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
          Decoder decoder = new Decoder(CONFIG, type, 0, Device.cpu())) {
        KvCache cache = decoder.cache(5, 7, manager);
        long bytes =
            cache.argument().stream()
                .mapToLong(tensor -> tensor.size() * type.getNumOfBytes())
                .sum();
        assertEquals(bytes, 5 * 7 * KvCache.bytesPerToken(CONFIG, type.getNumOfBytes()));
      }
    }
  }

  @Test
  void whatIsSelectedGrownAndTakenHasTheNumbersThatItHadAndLeavesNothingElse() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Decoder decoder = new Decoder(CONFIG, DataType.FLOAT32, 0, Device.cpu())) {
      KvCache cache = decoder.cache(3, 2, manager);
      float row = 0;
      for (NDArray tensor : cache.argument()) {
        for (int r = 0; r < 3; r++) {
          tensor.get(r).addi(++row);
        }
      }
      List<NDArray> before = List.copyOf(cache.argument());
      cache.select(new int[] {2, 0});
      cache.grow(5);
      KvCache other = decoder.cache(4, 3, manager);
      other.take(cache, new int[] {1, 1, 0}, new int[] {0, 3, 1}, 1);
      row = 0;
      for (int i = 0; i < before.size(); i++, row += 3) {
        NDArray tensor = cache.argument().get(i);
        assertArrayEquals(new long[] {2, 5}, new long[] {tensor.size(0), tensor.size(2)});
        assertEquals(row + 3, tensor.getFloat(0, 0, 1, 0));
        assertEquals(row + 1, tensor.getFloat(1, 1, 1, 1));
        assertEquals(0, tensor.getFloat(1, 1, 2, 1));
        assertTrue(before.get(i).isReleased());
        NDArray taken = other.argument().get(i);
        assertEquals(row + 1, taken.getFloat(0, 1, 0, 3));
        assertEquals(row + 1, taken.getFloat(3, 1, 0, 3));
        assertEquals(row + 3, taken.getFloat(1, 1, 0, 3));
        assertEquals(0, taken.getFloat(1, 1, 1, 3));
        assertEquals(0, taken.getFloat(2, 1, 0, 3));
      }
    }
  }
}
