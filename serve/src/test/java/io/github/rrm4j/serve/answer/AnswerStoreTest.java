package io.github.rrm4j.serve.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerStoreTest {

  private static final long ROOM = 1 << 20;

  @TempDir private Path folder;

  private static Answer answer(int number) {
    ObjectNode body = Json.object().put("number", number).put("text", "\u00e4 \u2028 \ud83d\ude00");
    body.putArray("ratings").add(0.1 + 0.2).add(1.0).add(1e-300);
    return new Answer(number % 2 == 0 ? 200 : 422, body, false);
  }

  private static void assertKept(AnswerStore store, int number) {
    Answer kept = store.get("id" + number).orElseThrow();
    assertEquals(answer(number).body().toString(), kept.body().toString());
    assertEquals(answer(number).status(), kept.status());
    assertTrue(kept.kept());
  }

  @Test
  void whatWasPutIsThereAfterAnyKill() throws IOException {
    try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
      for (int i = 0; i < 3; i++) {
        store.put("id" + i, answer(i));
        assertKept(store, i);
      }
    }
    Path file = folder.resolve("answers-0.jsonl");
    byte[] whole = Files.readAllBytes(file);
    int third = new String(whole, StandardCharsets.ISO_8859_1).indexOf("{\"id\":\"id2\"");
    for (int length = third; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length)); // killed while the third one was written
      try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
        assertEquals(2, store.count());
        assertKept(store, 0);
        assertKept(store, 1);
        assertEquals(Optional.empty(), store.get("id2"));
        store.put("id2", answer(2));
        assertKept(store, 2);
      }
      assertEquals(new String(whole, StandardCharsets.UTF_8), Files.readString(file));
    }
  }

  @Test
  void theOldestAreForgottenWhereTheRoomEnds() throws IOException {
    int line = answer(0).body().toString().getBytes(StandardCharsets.UTF_8).length + 50;
    long room = 10L * line;
    try (AnswerStore store = AnswerStore.open(folder, room)) {
      for (int i = 0; i < 100; i++) {
        store.put("id" + i, answer(i));
        assertKept(store, i);
        assertTrue(size() <= room + line, "at " + i + " " + size());
      }
      assertTrue(store.count() >= 4 && store.count() <= 10, store.count() + " are kept");
      assertKept(store, 98);
      assertEquals(Optional.empty(), store.get("id3"));
    }
    try (AnswerStore store = AnswerStore.open(folder, room)) {
      assertKept(store, 99);
      store.put("id100", answer(100));
      assertKept(store, 100);
    }
  }

  private long size() throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }

  @Test
  void aDamagedAnswerIsMadeAgain() throws IOException {
    try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
      store.put("id0", answer(0));
      store.put("id1", answer(1));
    }
    Path file = folder.resolve("answers-0.jsonl");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"status\":200", "\"status\":2,0"));
    try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
      assertEquals(Optional.empty(), store.get("id0"));
      assertKept(store, 1);
    }
    try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
      Files.writeString(file, text.replace("id1", "idX")); // behind its back
      assertEquals(Optional.empty(), store.get("id1"));
    }
  }

  @Test
  void oneServerAtATimeHasIt() {
    try (AnswerStore store = AnswerStore.open(folder, ROOM)) {
      assertThrows(InvalidInput.class, () -> AnswerStore.open(folder, ROOM));
      assertEquals(0, store.count());
    }
    AnswerStore.open(folder, ROOM).close();
  }
}
