package io.github.rrm4j.trainer.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    RunState state =
        new RunState(
            5_000_000_000L,
            1,
            17,
            2,
            Map.of(
                "metrics.jsonl",
                new LogMark(6_000_000_000L, "0a"),
                "rollouts.jsonl",
                LogMark.NONE));
    state.write(folder);
    assertEquals(state, RunState.read(folder));
    RunState.start().write(folder);
    assertEquals(RunState.start(), RunState.read(folder));
  }

  @Test
  void theFileHasTheSameBytesWhateverTheOrderOfTheLogs() throws IOException {
    Map<String, LogMark> forth = new LinkedHashMap<>();
    Map<String, LogMark> back = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      forth.put("log" + i, new LogMark(i, "a" + i));
      back.put("log" + (4 - i), new LogMark(4L - i, "a" + (4 - i)));
    }
    RunState.start().withLogs(forth).write(folder);
    String first = Files.readString(folder.resolve(RunState.FILE));
    RunState.start().withLogs(back).write(folder);
    assertEquals(first, Files.readString(folder.resolve(RunState.FILE)));
  }

  @Test
  void aStepCountsAndAFiniteOneForgetsThoseThatWereNot() {
    RunState state = new RunState(7, 1, 2, 0, Map.of("metrics.jsonl", new LogMark(9, "ab")));
    RunState skippedTwice = state.afterStep(false).afterStep(false);
    assertEquals(new RunState(9, 1, 4, 2, state.logs()), skippedTwice);
    assertEquals(new RunState(10, 1, 5, 0, state.logs()), skippedTwice.afterStep(true));
    assertEquals(new RunState(9, 2, 0, 0, state.logs()), skippedTwice.nextStage());
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    for (String damaged :
        new String[] {"", "{", "[]", "{\"step\": 3, \"stage\": 0, \"stage_step\": 3}"}) {
      Files.writeString(folder.resolve(RunState.FILE), damaged);
      assertRefused();
    }
    Files.delete(folder.resolve(RunState.FILE));
    assertRefused();
  }

  private void assertRefused() {
    String message = assertThrows(InvalidInput.class, () -> RunState.read(folder)).getMessage();
    assertTrue(message.startsWith(folder + "/state.json: is not the state of a run: "), message);
  }
}
