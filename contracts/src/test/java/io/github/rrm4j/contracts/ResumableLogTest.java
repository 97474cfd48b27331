package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableLogTest {

  @TempDir Path folder;

  private static List<ObjectNode> lines(String... ids) {
    return Arrays.stream(ids).map(id -> Json.object().put("id", id)).toList();
  }

  @Test
  void itGrowsAfterWhatIsWhole() throws IOException {
    Path file = folder.resolve("a/b.jsonl");
    try (ResumableLog log = ResumableLog.open(file, Unit.line())) {
      log.append(lines("one", "två"));
      log.append(List.of());
      assertEquals("{\"id\":\"one\"}\n{\"id\":\"två\"}\n", Files.readString(file));
      assertEquals(2, log.lines());
    }
    Files.writeString(file, "{\"id\":\"one\"}\n{\"id\":\"tv");
    try (ResumableLog log = ResumableLog.open(file, Unit.line())) {
      assertEquals(1, log.lines());
      log.append(lines("three"));
    }
    assertEquals("{\"id\":\"one\"}\n{\"id\":\"three\"}\n", Files.readString(file));
    assertEquals(1, file.getParent().toFile().list().length, "no lock is left");
  }

  @Test
  void whoeverElseWritesItIsRefusedAlsoAfterItWasRead() throws IOException {
    Path file = folder.resolve("log");
    try (ResumableLog log = ResumableLog.open(file, Unit.line())) {
      log.append(lines("one"));
      Files.readString(file);
      InvalidInput refused =
          assertThrows(InvalidInput.class, () -> ResumableLog.open(file, Unit.window(9, 9)));
      assertTrue(refused.getMessage().contains("is being written by another process"));
      assertEquals("{\"id\":\"one\"}\n", Files.readString(file));
    }
    ResumableLog.open(file, Unit.line()).close();
    assertFalse(Files.exists(folder.resolve(".log.lock")));
  }

  @Test
  void whatCannotBeReadIsGivenUp() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "one\n");
    Consumer<Path> failing =
        read -> {
          throw new InvalidInput("no");
        };
    assertThrows(InvalidInput.class, () -> ResumableLog.open(file, Unit.line(), failing));
    ResumableLog.open(file, Unit.line()).close();
    assertEquals("one\n", Files.readString(file));
  }

  @Test
  void aFileThatCannotBeWrittenIsRefused() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> ResumableLog.open(taken, Unit.line()));
    assertTrue(refused.getMessage().contains("cannot be written"), refused.getMessage());
  }

  @Test
  void windowsOfAnyLengthEndWithAMark() throws IOException {
    Path file = folder.resolve("pool.jsonl");
    try (ResumableLog log = ResumableLog.open(file, Unit.markedWindow())) {
      log.append(lines("a", "b"));
      log.append(lines("c"));
    }
    String first = "{\"id\":\"a\"}\n{\"id\":\"b\",\"end\":true}\n";
    String whole = first + "{\"id\":\"c\",\"end\":true}\n";
    assertEquals(whole, Files.readString(file));
    for (int kill = 0; kill <= whole.length(); kill++) {
      Files.writeString(file, whole.substring(0, kill));
      ResumableLog.open(file, Unit.markedWindow()).close();
      String kept = kill < first.length() ? "" : kill < whole.length() ? first : whole;
      assertEquals(kept, Files.readString(file), "killed after " + kill + " bytes");
    }
  }

  /** Five items in windows of two, so that the last window is short. */
  private static int fill(Path file, String prefix) throws IOException {
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> prefix + i).toList();
    List<String> worked = new ArrayList<>();
    ResumableLog.fill(
        file,
        ids,
        id -> id,
        2,
        some -> {
          worked.addAll(some);
          return lines(some.toArray(String[]::new));
        },
        done -> {});
    return worked.size();
  }

  @Test
  void workThatWasKilledAtAnyByteEndsWithTheBytesOfAnUnbrokenRun() throws IOException {
    Path file = folder.resolve("work.jsonl");
    assertEquals(5, fill(file, "item"));
    String unbroken = Files.readString(file);
    int line = unbroken.length() / 5;
    for (int kill = 0; kill <= unbroken.length(); kill++) {
      Files.writeString(file, unbroken.substring(0, kill));
      int whole = kill == unbroken.length() ? 5 : kill / line / 2 * 2;
      assertEquals(5 - whole, fill(file, "item"), "killed after " + kill + " bytes");
      assertEquals(unbroken, Files.readString(file));
    }
  }

  @Test
  void linesOfOtherItemsAreRefused() throws IOException {
    Path file = folder.resolve("work.jsonl");
    fill(file, "item");
    InvalidInput refused = assertThrows(InvalidInput.class, () -> fill(file, "other"));
    assertTrue(
        refused
            .getMessage()
            .startsWith(file + ":1: is of item 'item0', item 1 of the input is 'other0'"),
        refused.getMessage());
    Files.writeString(file, "{\"id\":1}\n{}\n");
    assertThrows(InvalidInput.class, () -> fill(file, "item"));
    Files.writeString(file, "\n\n");
    assertThrows(InvalidInput.class, () -> fill(file, "item"));
  }
}
