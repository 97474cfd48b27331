package io.github.rrm4j.model.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What of the CUDA graphs can be checked without a GPU: symbols and calling conventions. */
class CudaGraphsTest {

  private static Set<String> symbols(String version) throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/cuda/symbols-" + version + ".txt"))
        .stream()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.toSet());
  }

  private static List<String> missing(Set<String> there) {
    List<String> missing = new ArrayList<>();
    CudaGraphs.SYMBOLS.forEach(
        (library, functions) ->
            functions.forEach(
                (function, names) -> {
                  if (names.stream().noneMatch(there::contains)) {
                    missing.add(function);
                  }
                }));
    return missing;
  }

  @Test
  void eachFunctionHasASymbolInLibtorchForCuda12() throws IOException {
    assertEquals(List.of(), missing(symbols("2.7.1")));
  }

  @Test
  void theSymbolsThatChangedHaveTheirNewNamesToo() throws IOException {
    List<String> missing = missing(symbols("2.11"));
    for (String function : List.of("new stream", "new graph", "begin", "end", "replay")) {
      assertTrue(!missing.contains(function), function);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pairsOfNumbersAreReturnedInRegisters() {
    Function division = NativeLibrary.getInstance("c").getFunction("ldiv");
    CudaGraphs.Pool pool =
        (CudaGraphs.Pool) division.invoke(CudaGraphs.Pool.class, new Object[] {7_000_000_000L, 2L});
    assertEquals(3_500_000_000L, pool.first);
    assertEquals(0, pool.second);
    // twice 8 bytes, of which the first has two small numbers
    CudaGraphs.Stream stream =
        (CudaGraphs.Stream) division.invoke(CudaGraphs.Stream.class, new Object[] {0x0301L, 2L});
    assertEquals(0x80, stream.type & 0xff);
    assertEquals(1, stream.index);
    assertEquals(1, stream.id);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsMissingIsSaid() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.zeros(new Shape(1)).close(); // loads libtorch
      Map<String, Map<String, List<String>>> one =
          Map.of("libtorch_cpu.so", Map.of("f", List.of("_ZN1a", "_ZN1b")));
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> LoadedLibrary.functions(one));
      assertEquals("libtorch_cpu.so has no _ZN1a or _ZN1b", e.getMessage());
    }
    Map<String, Map<String, List<String>>> none = Map.of("libtorch_rocket.so", Map.of());
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> LoadedLibrary.functions(none));
    assertEquals("libtorch_rocket.so is not loaded", e.getMessage());
  }
}
