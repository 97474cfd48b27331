package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

  private static final OptionalDouble NO_SCORE = OptionalDouble.empty();

  @TempDir Path run;
  private Path folder;
  private CheckpointStore store;

  @BeforeEach
  void open() {
    folder = run.resolve("checkpoints");
    store = new CheckpointStore(folder, new Retention(3, 0, 0));
  }

  private static ContentWriter content(String text) {
    return draft -> {
      Files.writeString(draft.resolve("model.safetensors"), text);
      Files.createDirectory(draft.resolve("tokenizer"));
      Files.writeString(draft.resolve("tokenizer/vocab.txt"), "a b");
    };
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aCheckpointComesBackAsItWasSaved() throws IOException {
    Path saved = store.save(120, OptionalDouble.of(0.91), content("weights"));
    Checkpoint checkpoint = store.newestIntact(line -> {}).orElseThrow();
    assertEquals(folder.resolve("step-000120"), saved);
    assertEquals(saved, checkpoint.folder());
    assertEquals(120, checkpoint.step());
    assertEquals(OptionalDouble.of(0.91), checkpoint.score());
    assertEquals(
        List.of("model.safetensors", "tokenizer/vocab.txt"),
        List.copyOf(checkpoint.files().keySet()));
    // sha256sum of the seven bytes "weights"
    assertEquals(
        new FileDigest(7, "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"),
        checkpoint.files().get("model.safetensors"));
    assertEquals(checkpoint.files(), CheckpointStore.verify(folder.resolve("latest")).files());
    assertEquals(List.of("latest", "step-000120"), names());
  }

  @Test
  void anEmptyOrMissingFolderHasNoCheckpoint() throws IOException {
    assertEquals(Optional.empty(), store.newestIntact(line -> {}));
    assertEquals(List.of(), store.steps());
    assertFalse(Files.exists(folder), "reading creates nothing");
  }

  @Test
  void everyByteIsSyncedBeforeItGetsItsNameAndEveryNameBeforeTheNextStep() {
    FaultyDisk disk = FaultyDisk.sound();
    new CheckpointStore(folder, new Retention(1, 0, 0), disk).save(1, NO_SCORE, content("x"));
    assertEquals(
        List.of(
            "createFolder checkpoints",
            "sync " + run.getFileName(),
            "createFolder .tmp-step-000001-new",
            "create manifest.json",
            "sync vocab.txt",
            "sync tokenizer",
            "sync model.safetensors",
            "sync manifest.json",
            "sync .tmp-step-000001-new",
            "move .tmp-step-000001-new step-000001",
            "sync checkpoints",
            "link .tmp-latest step-000001",
            "move .tmp-latest latest",
            "sync checkpoints"),
        disk.operations());
  }

  @Test
  void oldCheckpointsLeaveByTheRetention() throws IOException {
    CheckpointStore bestToo = new CheckpointStore(folder, new Retention(2, 1, 40));
    double[] scores = {0.1, 0.9, 0.2, 0.3, 0.4, 0.5, 0.6};
    for (int i = 0; i < scores.length; i++) {
      bestToo.save(10L * (i + 1), OptionalDouble.of(scores[i]), content("step " + i));
    }
    assertEquals(List.of(20L, 40L, 60L, 70L), bestToo.steps());
    assertEquals(
        List.of("latest", "step-000020", "step-000040", "step-000060", "step-000070"), names());
    assertEquals(Path.of("step-000070"), Files.readSymbolicLink(folder.resolve("latest")));
  }

  @Test
  void theOneJustSavedStaysThoughALaterStepIsThere() {
    CheckpointStore one = new CheckpointStore(folder, new Retention(1, 0, 0));
    one.save(30, NO_SCORE, content("abandoned"));
    one.save(20, NO_SCORE, content("resumed"));
    assertEquals(List.of(20L, 30L), one.steps());
  }

  @Test
  void savingTheSameAgainKeepsTheFolder() throws IOException {
    Path saved = store.save(5, NO_SCORE, content("same"));
    Object inode = Files.getAttribute(saved, "unix:ino");
    store.save(5, NO_SCORE, content("same"));
    assertEquals(inode, Files.getAttribute(saved, "unix:ino"));
    assertEquals(List.of("latest", "step-000005"), names());
  }

  @Test
  void savingAStepWithOtherContentReplacesIt() throws IOException {
    store.save(5, NO_SCORE, content("old"));
    store.save(5, NO_SCORE, content("new"));
    Checkpoint checkpoint = store.newestIntact(line -> {}).orElseThrow();
    assertEquals("new", Files.readString(checkpoint.folder().resolve("model.safetensors")));
    assertEquals(List.of("latest", "step-000005"), names());
  }

  @Test
  void savingADamagedStepAgainRepairsIt() throws IOException {
    Path saved = store.save(5, NO_SCORE, content("same"));
    flip(saved.resolve("model.safetensors"));
    store.save(5, NO_SCORE, content("same"));
    CheckpointStore.verify(saved);
  }

  @Test
  void aDamagedNewestIsReportedAndTheOneBeforeIsUsed() throws IOException {
    store.save(1, NO_SCORE, content("one"));
    Path flipped = store.save(2, NO_SCORE, content("two")).resolve("model.safetensors");
    Path cut = store.save(3, NO_SCORE, content("three")).resolve("tokenizer/vocab.txt");
    flip(flipped);
    Files.writeString(cut, "a");
    List<String> lines = new ArrayList<>();
    assertEquals(1, store.newestIntact(lines::add).orElseThrow().step());
    assertEquals(2, lines.size(), lines.toString());
    assertEquals(
        cut + ": has 1 bytes, its manifest says 3; step-000001 before it is used", lines.get(0));
    assertTrue(
        lines
            .get(1)
            .matches(
                "\\Q"
                    + flipped
                    + "\\E: has the SHA-256 [0-9a-f]{12}\\.\\.\\., its manifest says "
                    + "[0-9a-f]{12}\\.\\.\\.; step-000001 before it is used"),
        lines.get(1));
  }

  @Test
  void aMissingFileOrManifestIsReported() throws IOException {
    Path saved = store.save(1, NO_SCORE, content("one"));
    Files.delete(saved.resolve("model.safetensors"));
    List<String> lines = new ArrayList<>();
    assertEquals(Optional.empty(), store.newestIntact(lines::add));
    Files.delete(saved.resolve("manifest.json"));
    assertEquals(Optional.empty(), store.newestIntact(lines::add));
    assertEquals(
        List.of(
            saved.resolve("model.safetensors")
                + ": is missing; there is no intact checkpoint before it",
            saved.resolve("manifest.json")
                + ": is missing; there is no intact checkpoint before it"),
        lines);
  }

  @Test
  void aCheckpointUnderTheNameOfAnotherStepIsReported() throws IOException {
    Files.move(store.save(1, NO_SCORE, content("one")), folder.resolve("step-000009"));
    List<String> lines = new ArrayList<>();
    assertEquals(Optional.empty(), store.newestIntact(lines::add));
    assertTrue(lines.get(0).contains("is that of step 1;"), lines.toString());
  }

  @Test
  void aManifestCannotNameAFileOutside() throws IOException {
    Path saved = store.save(1, NO_SCORE, content("one"));
    String manifest = Files.readString(saved.resolve("manifest.json"));
    for (String name : List.of("../latest", "/etc/passwd", "", "a//b", "..")) {
      Files.writeString(
          saved.resolve("manifest.json"), manifest.replace("model.safetensors", name));
      InvalidInput e = assertThrows(InvalidInput.class, () -> CheckpointStore.verify(saved));
      assertTrue(e.getMessage().contains("which is no name of a file inside"), e.getMessage());
    }
  }

  @Test
  void aManifestWithABrokenFieldIsReported() throws IOException {
    Path saved = store.save(1, OptionalDouble.of(0.5), content("one"));
    String manifest = Files.readString(saved.resolve("manifest.json"));
    String[][] edits = {
      {"\"format\" : 1", "\"format\" : 2", "has the format 2, known is 1"},
      {"\"step\" : 1", "\"step\" : \"1\"", "has no step"},
      {"\"step\" : 1", "\"step\" : 1.5", "has no step"},
      {"\"score\" : 0.5", "\"score\" : \"x\"", "has a score that is no number"},
      {"\"files\" : {", "\"files\" : [{", "is not valid JSON"},
      {"\"bytes\" : 3", "\"bytes\" : 3.5", "lacks bytes or sha256 of 'model.safetensors'"},
      {"\"step\" : 1", "\"step\" : 1, \"step\" : 1", "Duplicate field 'step'"},
    };
    for (String[] edit : edits) {
      String edited = manifest.replace(edit[0], edit[1]);
      assertFalse(edited.equals(manifest), manifest);
      Files.writeString(saved.resolve("manifest.json"), edited);
      InvalidInput e = assertThrows(InvalidInput.class, () -> CheckpointStore.verify(saved));
      assertTrue(e.getMessage().contains(edit[2]), e.getMessage());
    }
  }

  @Test
  void theKernelsOwnDiskFullKeepsWhatWasThere() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    store.save(1, NO_SCORE, content("one"));
    CheckpointNotSaved e =
        assertThrows(
            CheckpointNotSaved.class,
            () ->
                store.save(
                    2,
                    NO_SCORE,
                    draft -> {
                      Files.writeString(draft.resolve("model.safetensors"), "half");
                      Files.writeString(full, "x");
                    }));
    assertEquals(
        folder.resolve("step-000002")
            + ": the checkpoint was not saved (No space left on device);"
            + " earlier checkpoints are untouched; free space, then resume the run",
        e.getMessage());
    assertEquals(List.of("latest", "step-000001"), names());
    CheckpointStore.verify(folder.resolve("latest"));
  }

  @Test
  void aMistakeInTheContentIsPassedOnAndLeavesNothing() throws IOException {
    store.save(1, NO_SCORE, content("one"));
    IllegalStateException bug = new IllegalStateException("bug");
    ContentWriter failing =
        draft -> {
          Files.writeString(draft.resolve("model.safetensors"), "half");
          throw bug;
        };
    assertSame(
        bug, assertThrows(IllegalStateException.class, () -> store.save(2, NO_SCORE, failing)));
    assertEquals(List.of("latest", "step-000001"), names());
  }

  @Test
  void whatIsNoFileIsNotSaved() {
    ContentWriter linking =
        draft -> Files.createSymbolicLink(draft.resolve("weights"), Path.of("/etc/hostname"));
    CheckpointNotSaved e =
        assertThrows(CheckpointNotSaved.class, () -> store.save(1, NO_SCORE, linking));
    assertTrue(e.getMessage().contains("weights is neither a file nor a folder"), e.getMessage());
  }

  @Test
  void aNegativeStepOrABoundlessScoreIsRefused() {
    ContentWriter any = content("x");
    assertThrows(IllegalArgumentException.class, () -> store.save(-1, NO_SCORE, any));
    OptionalDouble nan = OptionalDouble.of(Double.NaN);
    assertThrows(IllegalArgumentException.class, () -> store.save(1, nan, any));
  }
}
