package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter that is trained by SFT first and then held to what it was when GRPO began. */
@Tag("slow")
class AdapterReferenceTest {

  @TempDir static Path folder;

  @BeforeAll
  static void makeABase() {
    TinyRun.complete(folder.resolve("base"), "--set", "stages=[sft]");
  }

  private static Path train(String reference) {
    Path run = folder.resolve(reference);
    TinyRun.complete(
        run,
        "--set",
        "model.path=" + folder.resolve("base/checkpoints/latest"),
        "--set",
        "model.weights=pretrained",
        "--set",
        "model.lora.rank=2",
        "--set",
        "sft.optimizer.learning_rate=0.02",
        "--set",
        "grpo.reference=" + reference,
        "--set",
        "grpo.reference_sync_steps=2");
    return run;
  }

  /** Of the first step of GRPO. */
  private static double firstKl(Path run) throws IOException {
    String line =
        Files.readAllLines(run.resolve("metrics.jsonl")).stream()
            .filter(text -> text.startsWith("{\"step\":6,"))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.replaceFirst(".*\"kl/mean\":([-0-9.E]+).*", "$1"));
  }

  private static void takenAgainItHasTheSameBytes(Path run) {
    Invocation verified = Invocation.of("verify", run.toString());
    assertEquals(0, verified.code(), verified.out() + verified.err());
    assertTrue(verified.out().contains("byte for byte"), verified.out());
    Invocation replayed = Invocation.of("replay", run.toString(), "--step", "10");
    assertEquals(0, replayed.code(), replayed.out() + replayed.err());
  }

  @Test
  void theBaseIsAwayFromTheAdapterThatSftHasTrained() throws IOException {
    assertTrue(firstKl(train("adapter_off")) > 1e-3);
  }

  @Test
  void aFrozenReferenceHasTheAdapter() throws IOException {
    Path run = train("frozen");
    assertEquals(0, firstKl(run), 1e-5); // an optimizer step of a small rate lies between
    assertTrue(Files.exists(run.resolve("reference/adapter_model.safetensors")));
    takenAgainItHasTheSameBytes(run);
  }

  @Test
  void aSyncedReferenceIsACopyOfTheAdapter() throws IOException {
    Path run = train("synced");
    assertEquals(0, firstKl(run), 1e-5);
    assertTrue(
        Files.exists(run.resolve("reference/step-000004/adapter_model.safetensors")),
        "the copy of the last multiple");
    takenAgainItHasTheSameBytes(run);
  }
}
