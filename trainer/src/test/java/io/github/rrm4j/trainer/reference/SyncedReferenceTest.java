package io.github.rrm4j.trainer.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.stage.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedReferenceTest {

  private static final List<TokenSequence> ROWS =
      List.of(
          new TokenSequence(new int[] {5, 6}, new int[] {7, 8, 9}),
          new TokenSequence(new int[] {3}, new int[] {4}));

  @TempDir Path folder;
  @TempDir Path run;

  private NDManager manager;
  private ModelFolder model;

  @BeforeEach
  void open() {
    MiniatureModelFolder.write(folder);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    model =
        ModelFolder.open(
            ModelSource.of(folder).initialised(Key.of(1, "initialisation")).forTraining(),
            Device.cpu(),
            manager);
  }

  @AfterEach
  void close() {
    model.close();
    manager.close();
  }

  private SyncedReference reference() {
    return new SyncedReference(
        new SyncedReference.Source(model.model(), run, folder.resolve("config.json")),
        4,
        64,
        PassMemory.DEFAULT,
        manager.newSubManager());
  }

  private float[][] policy() {
    return new RowLogprobs(model.model(), 64, PassMemory.DEFAULT, manager).of(ROWS, 1);
  }

  /** The policy moves, as an update would move it. */
  private void move() {
    model.model().trainable().values().forEach(tensor -> tensor.muli(1.01f));
  }

  @Test
  void itIsThePolicyOfTheLastMultipleAlsoAfterAResume() {
    float[][] atZero = policy();
    SyncedReference reference = reference();
    assertRows(atZero, reference.logprobs(0, ROWS, 1));
    move();
    assertRows(atZero, reference.logprobs(3, ROWS, 1));
    assertTrue(Math.abs(atZero[0][0] - policy()[0][0]) > 1e-4, "the policy has moved");
    float[][] atFour = policy();
    assertRows(atFour, reference.logprobs(4, ROWS, 1));
    move();
    assertRows(atFour, reference.logprobs(5, ROWS, 1));
    assertRows(atFour, reference().logprobs(6, ROWS, 1)); // a new process
  }

  @Test
  void ofAnAdapterOnlyTheAdapterIsCopied() throws IOException {
    PeftAdapter settings = new PeftAdapter(2, 8, List.of("q_proj", "up_proj"), Optional.empty());
    model.write(folder);
    model.close();
    model = // the weights lie in the folder now, the adapter on them is new
        ModelFolder.open(
            ModelSource.of(folder)
                .with(new ModelSource.NewAdapter(settings, Key.of(1, "adapter")))
                .forTraining(),
            Device.cpu(),
            manager);
    model.model().trainable().values().forEach(tensor -> tensor.addi(0.05f));
    itIsThePolicyOfTheLastMultipleAlsoAfterAResume();
    assertTrue(Files.exists(run.resolve("reference/step-000004/adapter_model.safetensors")));
    assertFalse(Files.exists(run.resolve("reference/step-000004/model.safetensors")));
  }

  @Test
  void copiesThatNoCheckpointNeedsAreTakenAway() throws IOException {
    SyncedReference reference = reference();
    reference.logprobs(0, ROWS, 1);
    Path checkpoint = Files.createDirectories(run.resolve("checkpoints/step-000003"));
    new RunState(3, 0, 3, 0, Map.of()).write(checkpoint);
    reference.logprobs(4, ROWS, 1);
    assertTrue(Files.exists(run.resolve("reference/step-000000/model.safetensors")));
    Files.delete(checkpoint.resolve(RunState.FILE));
    reference.logprobs(8, ROWS, 1);
    assertFalse(Files.exists(run.resolve("reference/step-000000")));
    assertFalse(Files.exists(run.resolve("reference/step-000004")));
    assertTrue(Files.exists(run.resolve("reference/step-000008/model.safetensors")));
  }

  private static void assertRows(float[][] expected, float[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], actual[row], 1e-6f);
    }
  }
}
