package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {

  private static final Consumer<Path> UNREAD = file -> {};

  @TempDir Path folder;

  @Test
  void itGrowsAfterWhatCounts() throws IOException {
    Path file = folder.resolve("a/b.jsonl");
    try (GrowingFile log = GrowingFile.open(file, Files::size, UNREAD)) {
      log.append(List.of("one", "två"));
      log.append(List.of());
      assertEquals("one\ntvå\n", Files.readString(file));
    }
    try (GrowingFile log = GrowingFile.open(file, kept -> 4, UNREAD)) {
      assertEquals("one\n", Files.readString(file));
      log.append(List.of("three"));
    }
    assertEquals("one\nthree\n", Files.readString(file));
    assertEquals(1, file.getParent().toFile().list().length, "no lock is left");
  }

  @Test
  void whoeverElseWritesItIsRefusedAlsoAfterItWasRead() throws IOException {
    Path file = folder.resolve("log");
    try (GrowingFile log = GrowingFile.open(file, Files::size, UNREAD)) {
      log.append(List.of("one"));
      Files.readString(file);
      InvalidInput refused =
          assertThrows(InvalidInput.class, () -> GrowingFile.open(file, kept -> 0, UNREAD));
      assertTrue(refused.getMessage().contains("is being written by another process"));
      assertEquals("one\n", Files.readString(file));
    }
    GrowingFile.open(file, Files::size, UNREAD).close();
    assertFalse(Files.exists(folder.resolve(".log.lock")));
  }

  @Test
  void whatCannotBeReadIsGivenUp() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "one\n");
    Consumer<Path> failing =
        read -> {
          throw new InvalidInput("no");
        };
    assertThrows(InvalidInput.class, () -> GrowingFile.open(file, Files::size, failing));
    GrowingFile.open(file, Files::size, UNREAD).close();
    assertEquals("one\n", Files.readString(file));
  }

  @Test
  void aFileThatCannotBeWrittenIsRefused() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> GrowingFile.open(taken, kept -> 0, UNREAD));
    assertTrue(refused.getMessage().contains("cannot be written"), refused.getMessage());
  }
}
