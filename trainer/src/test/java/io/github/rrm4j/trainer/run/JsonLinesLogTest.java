package io.github.rrm4j.trainer.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesLogTest {

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.jsonl");
  }

  private static ObjectNode object(int step, String text) {
    return new ObjectMapper().createObjectNode().put("step", step).put("text", text);
  }

  @Test
  void eachObjectIsALine() throws IOException {
    try (JsonLinesLog log = new JsonLinesLog(file, 0)) {
      log.append(object(1, "two\nlines"));
      log.append(object(2, "für"));
    }
    assertEquals(
        "{\"step\":1,\"text\":\"two\\nlines\"}\n{\"step\":2,\"text\":\"für\"}\n",
        Files.readString(file));
  }

  @Test
  void theLengthIsThatOfTheFileInBytes() throws IOException {
    try (JsonLinesLog log = new JsonLinesLog(file, 0)) {
      assertEquals(0, log.syncedLength());
      log.append(object(1, "für"));
      assertEquals(Files.size(file), log.syncedLength());
      log.append(object(2, "日本"));
      assertEquals(Files.size(file), log.syncedLength());
    }
  }

  @Test
  void whatWasWrittenAfterTheLengthIsCutOffAndWrittenAgain() throws IOException {
    long length;
    try (JsonLinesLog log = new JsonLinesLog(file, 0)) {
      log.append(object(1, "kept"));
      length = log.syncedLength();
      log.append(object(2, "lost with the process that wrote it"));
    }
    try (JsonLinesLog log = new JsonLinesLog(file, length)) {
      assertEquals(length, log.syncedLength());
      log.append(object(2, "again"));
    }
    assertEquals(
        "{\"step\":1,\"text\":\"kept\"}\n{\"step\":2,\"text\":\"again\"}\n",
        Files.readString(file));
  }

  @Test
  void lengthZeroEmptiesTheFile() throws IOException {
    Files.writeString(file, "of an earlier run\n");
    try (JsonLinesLog log = new JsonLinesLog(file, 0)) {
      assertEquals(0, log.syncedLength());
    }
    assertEquals(0, Files.size(file));
  }

  @Test
  void aFileThatLostBytesIsRefused() throws IOException {
    Files.writeString(file, "{}\n");
    InvalidInput refusal = assertThrows(InvalidInput.class, () -> new JsonLinesLog(file, 9));
    assertEquals(
        file + ": has 3 bytes, 9 belong to the checkpoint; put the file back as it was",
        refusal.getMessage());
    assertEquals("{}\n", Files.readString(file));
  }
}
