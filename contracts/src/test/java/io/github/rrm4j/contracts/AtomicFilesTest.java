package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void aFileIsCreatedAndReplaced() throws IOException {
    Path file = folder.resolve("state.json");
    AtomicFiles.write(file, "first, and longer");
    AtomicFiles.write(file, "\u00e9");
    assertEquals("\u00e9", Files.readString(file));
    assertOnly(file);
  }

  @Test
  void aFailureInTheMiddleLeavesTheFileAsItWas() throws IOException {
    Path file = folder.resolve("state.json");
    AtomicFiles.write(file, "old");
    IOException full = new IOException("No space left on device");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFiles.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[] {1, 2}));
                      throw full;
                    }));
    assertSame(full, thrown.getCause());
    assertEquals(file + ": No space left on device", thrown.getMessage());
    assertEquals("old", Files.readString(file));
    assertOnly(file);
  }

  @Test
  void syncingWhatIsNotThereFails() {
    assertThrows(IOException.class, () -> AtomicFiles.sync(folder.resolve("absent")));
  }

  private void assertOnly(Path file) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
