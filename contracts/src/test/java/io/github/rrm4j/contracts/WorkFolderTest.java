package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

  @TempDir Path folder;
  private WorkFolder work;

  @BeforeEach
  void open() {
    work = WorkFolder.beside(folder.resolve("new/out.jsonl"), ".part");
  }

  private static ObjectNode settings(long seed) {
    ObjectNode settings = Json.object().put("seed", seed).put("rows", 8);
    settings.putObject("judge").put("model", "m").put("temperature", 0.6);
    return settings;
  }

  private void start() throws IOException {
    work.keep(settings(1));
    Files.writeString(work.file(), "{}\n");
  }

  private String refused(ObjectNode settings) {
    return assertThrows(InvalidInput.class, () -> work.keep(settings)).getMessage();
  }

  @Test
  void whatIsThereIsRefusedUnlessItMayBeResumed() throws IOException {
    work.orResumed(false);
    start();
    work.orResumed(true).keep(settings(1));
    assertEquals(
        work.file() + ": is there already; add --resume to go on, or choose another --output",
        assertThrows(InvalidInput.class, () -> work.orResumed(false)).getMessage());
  }

  @Test
  void settingsMayChangeUntilThereIsAResult() throws IOException {
    work.keep(settings(1));
    Files.createFile(work.file());
    work.orResumed(false).keep(settings(2));
    assertEquals(Json.pretty(settings(2)), Files.readString(work.settings()));
  }

  @Test
  void theKeysThatDifferAreNamedWithBothValues() throws IOException {
    start();
    String place = work.settings() + ": these results were started with different settings: ";
    String remedy = "; restore them or choose another --output";
    assertEquals(place + "seed was 1, is 2" + remedy, refused(settings(2)));
    ObjectNode other = settings(1);
    other.remove("rows");
    other.withObject("judge").put("model", "n").put("budget", 100);
    assertEquals(
        place
            + "rows was 8, is not set; judge.model was \"m\", is \"n\"; judge.budget was not set, is 100"
            + remedy,
        refused(other));
  }

  @Test
  void settingsThatAreMissingOrBrokenAreNamed() throws IOException {
    start();
    Files.writeString(work.settings(), "{\"seed\":1,\"seed\":2}");
    assertEquals(
        work.settings() + ": is not valid JSON: Duplicate field 'seed' at column 17; restore it",
        refused(settings(1)));
    Files.delete(work.settings());
    assertEquals(
        work.settings() + ": is missing, must say how out.jsonl.part was started; restore it",
        refused(settings(1)));
  }
}
