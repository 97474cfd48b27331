package io.github.rrm4j.trainer.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
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
    try (JsonLinesLog log = new JsonLinesLog(file, LogMark.NONE, false)) {
      log.append(object(1, "two\nlines"));
      log.append(object(2, "für"));
    }
    assertEquals(
        "{\"step\":1,\"text\":\"two\\nlines\"}\n{\"step\":2,\"text\":\"für\"}\n",
        Files.readString(file));
  }

  @Test
  void theLengthIsThatOfTheFileInBytes() throws IOException {
    try (JsonLinesLog log = new JsonLinesLog(file, LogMark.NONE, false)) {
      assertEquals(0, log.synced().bytes());
      log.append(object(1, "für"));
      assertEquals(Files.size(file), log.synced().bytes());
      log.append(object(2, "日本"));
      assertEquals(Files.size(file), log.synced().bytes());
    }
  }

  @Test
  void whatWasWrittenAfterTheLengthIsCutOffAndWrittenAgain() throws IOException {
    LogMark mark;
    try (JsonLinesLog log = new JsonLinesLog(file, LogMark.NONE, false)) {
      log.append(object(1, "kept"));
      mark = log.synced();
      log.append(object(2, "lost with the process that wrote it"));
    }
    try (JsonLinesLog log = new JsonLinesLog(file, mark, false)) {
      assertEquals(mark, log.synced());
      log.append(object(2, "again"));
    }
    assertEquals(
        "{\"step\":1,\"text\":\"kept\"}\n{\"step\":2,\"text\":\"again\"}\n",
        Files.readString(file));
  }

  @Test
  void lengthZeroEmptiesTheFile() throws IOException {
    Files.writeString(file, "of an earlier run\n");
    try (JsonLinesLog log = new JsonLinesLog(file, LogMark.NONE, false)) {
      assertEquals(0, log.synced().bytes());
    }
    assertEquals(0, Files.size(file));
  }

  @Test
  void aFileThatLostBytesIsRefused() throws IOException {
    Files.writeString(file, "{}\n");
    String remedy =
        "belong to the checkpoint; put the file back as it was, or --accept-changed-logs goes on"
            + " with what is there";
    assertEquals(file + ": has 3 bytes, 9 " + remedy, refusal(new LogMark(9, "")));
    assertEquals("{}\n", Files.readString(file));
    Files.delete(file);
    assertEquals(file + ": has 0 bytes, 9 " + remedy, refusal(new LogMark(9, "")));
    assertTrue(Files.notExists(file));
  }

  @Test
  void aFileThatChangedBeforeTheMarkIsRefusedOrAccepted() throws IOException {
    LogMark mark;
    try (JsonLinesLog log = new JsonLinesLog(file, LogMark.NONE, false)) {
      log.append(object(1, "kept"));
      mark = log.synced();
    }
    String flipped = Files.readString(file).replace("kept", "Kept") + "more\n";
    Files.writeString(file, flipped);
    assertEquals(
        file
            + ": the first 25 bytes belong to the checkpoint and are not as they were written; put"
            + " the file back as it was, or --accept-changed-logs goes on with what is there",
        refusal(mark));
    assertEquals(flipped, Files.readString(file));
    try (JsonLinesLog log = new JsonLinesLog(file, mark, true)) {
      log.append(object(2, "x"));
      mark = log.synced();
    }
    try (JsonLinesLog log = new JsonLinesLog(file, mark, false)) {
      assertEquals(mark, log.synced());
    }
  }

  private String refusal(LogMark mark) {
    return assertThrows(InvalidInput.class, () -> new JsonLinesLog(file, mark, false)).getMessage();
  }
}
