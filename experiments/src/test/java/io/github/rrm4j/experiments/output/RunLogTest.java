package io.github.rrm4j.experiments.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final Logger LOG = LogManager.getLogger(RunLogTest.class);

  @TempDir Path folder;

  @Test
  void everythingFromInfoUpIsKeptWhileTheLogIsOpen() throws IOException {
    Path file = folder.resolve("runs/x/run.log");
    LOG.info("before");
    RunLog first = RunLog.open(file);
    LOG.debug("too fine");
    LOG.info("one");
    first.close();
    LOG.info("between");
    RunLog second = RunLog.open(file);
    LOG.info("two", new IllegalStateException("with its trace"));
    second.close();
    LOG.info("after");

    String text = Files.readString(file);
    assertTrue(
        text.lines()
            .findFirst()
            .orElseThrow()
            .matches("\\d{4}-\\d\\d-\\d\\d [\\d:.]{12} INFO  i\\.g\\.r\\.e\\.o\\.RunLogTest - one"),
        text);
    assertEquals(2, text.lines().filter(line -> line.contains(" INFO ")).count(), text);
    assertTrue(text.contains("IllegalStateException: with its trace\n\tat "), text);
  }

  @Test
  void aFileThatCannotBeWrittenIsTheUsersMistake() throws IOException {
    Path blocked = Files.writeString(folder.resolve("runs"), "a file");
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> RunLog.open(blocked.resolve("run.log")));
    assertTrue(error.getMessage().startsWith(blocked + "/run.log: cannot be written ("));
  }
}
