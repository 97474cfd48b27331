package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.util.Utils;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

  @TempDir private Path cache;

  /** Files of the sizes of those in the cache that this process runs on, without their content. */
  private List<Path> sameSizes(String name) throws IOException {
    NativeLibraries.engine();
    NativeLibraries.tokenizers();
    Path real = Utils.getEngineCacheDir(name);
    try (Stream<Path> walk = Files.walk(real)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path copy = cache.resolve(real.relativize(file));
        Files.createDirectories(copy.getParent());
        resize(copy, Files.size(file));
      }
    }
    try (Stream<Path> walk = Files.walk(cache)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void resize(Path file, long bytes) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(bytes);
    }
  }

  @Test
  void librariesOfTheRightSizeStay() throws IOException {
    List<Path> files = sameSizes("pytorch");
    NativeLibraries.check("pytorch", cache);
    assertTrue(files.size() > 3 && files.stream().allMatch(Files::exists), files::toString);
  }

  @Test
  void aLibraryThatIsCutOffIsRemovedWithThoseThatAreExtractedWithIt() throws IOException {
    List<Path> files = sameSizes("pytorch");
    Path torch =
        files.stream().filter(file -> file.endsWith("libtorch_cpu.so")).findFirst().orElseThrow();
    resize(torch, 1000);
    NativeLibraries.check("pytorch", cache);
    assertFalse(Files.exists(torch.getParent()));
  }

  @Test
  void theLibraryOfDjlIsRemovedAlone() throws IOException {
    List<Path> files = sameSizes("pytorch");
    Path own =
        files.stream().filter(f -> f.toString().contains("djl_torch")).findFirst().orElseThrow();
    resize(own, Files.size(own) + 1);
    NativeLibraries.check("pytorch", cache);
    for (Path file : files) {
      assertEquals(!file.equals(own), Files.exists(file), file::toString);
    }
  }

  @Test
  void aTokenizerLibraryThatIsCutOffIsRemoved() throws IOException {
    Path library = sameSizes("tokenizers").get(0);
    NativeLibraries.check("tokenizers", cache);
    assertTrue(Files.exists(library));
    resize(library, 0);
    NativeLibraries.check("tokenizers", cache);
    assertFalse(Files.exists(library));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamedWithTheVariable() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "");
    for (String name : List.of("pytorch", "tokenizers")) {
      Path place = file.resolve(name);
      assertEquals(
          place
              + ": cannot be written, native libraries must be extracted there; set DJL_CACHE_DIR to another folder",
          assertThrows(InvalidInput.class, () -> NativeLibraries.check(name, place)).getMessage());
    }
  }

  @Test
  void aFolderThatForbidsExecutionIsNamed() throws IOException {
    Path mounts = Path.of("/proc/self/mounts");
    assumeTrue(
        Files.exists(mounts)
            && Files.readAllLines(mounts).stream()
                .anyMatch(line -> line.contains(" /proc ") && line.contains("noexec")));
    assertEquals(
        "/proc: is mounted noexec, native libraries cannot be loaded from it; do this",
        assertThrows(
                InvalidInput.class,
                () -> NativeLibraries.requireExecutable(Path.of("/proc"), "; do this"))
            .getMessage());
    NativeLibraries.requireExecutable(cache, "; do this");
  }
}
