package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run goes out, comes back in, and goes on. */
class ExportTest {

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    TinyRun.complete(run);
  }

  @Test
  void aRunThatIsExportedIsGoneOnWith() throws IOException {
    Path exported = folder.resolve("exported");
    Invocation call =
        Invocation.of(
            "export", run.toString(), "--output", exported.toString(), "--shard-bytes", "400000");
    assertEquals(0, call.code(), call.err());
    assertTrue(Files.exists(exported.resolve("model.safetensors.index.json")));
    assertTrue(Files.exists(exported.resolve("judge.json")));
    assertFalse(Files.exists(exported.resolve("optimizer.safetensors")));
    String card = Files.readString(exported.resolve("README.md"));
    assertTrue(card.contains("base_model: \"miniature\""), card);
    assertTrue(card.contains("| heldout | 10 | sampled |"), card);
    assertArrayEquals(logits(run.resolve("checkpoints/latest")), logits(exported));

    Path next = folder.resolve("next");
    TinyRun.complete(next, "--set", "model.path=" + exported, "--set", "model.weights=pretrained");
    assertTrue(Files.exists(next.resolve("checkpoints/latest/model.safetensors")));

    Invocation again = Invocation.of("export", run.toString(), "--output", exported.toString());
    assertEquals(2, again.code());
    assertTrue(again.err().contains("exists and is not empty"), again.err());
  }

  @Test
  void anAdapterRunIsExportedMergedAndReadAgainWithTheSameLogits() throws IOException {
    Path base = folder.resolve("base");
    assertEquals(0, Invocation.of("export", run.toString(), "--output", base.toString()).code());
    Path lora = folder.resolve("lora");
    TinyRun.complete(
        lora,
        "--set",
        "stages=[sft]",
        "--set",
        "model.path=" + base,
        "--set",
        "model.weights=pretrained",
        "--set",
        "model.lora.rank=4",
        "--set",
        "sft.optimizer.learning_rate=0.01");
    float[] trained = logits(lora.resolve("checkpoints/latest"));
    assertTrue(largestDifference(logits(base), trained) > 1e-3, "the adapter does something");

    Path merged = folder.resolve("merged");
    Path adapter = folder.resolve("adapter");
    assertEquals(
        0,
        Invocation.of("export", lora.toString(), "--merge", "--output", merged.toString()).code());
    assertEquals(
        0, Invocation.of("export", lora.toString(), "--output", adapter.toString()).code());
    assertEquals(0, largestDifference(trained, logits(merged)), 1e-4);
    assertArrayEquals(trained, logits(adapter));
    assertTrue(Files.exists(adapter.resolve("adapter_model.safetensors")));
    assertFalse(Files.exists(adapter.resolve("config.json")));
  }

  @Test
  void anInspectionSaysWhatAFolderHolds() {
    Invocation call = Invocation.of("inspect", run.toString());
    assertEquals(0, call.code(), call.err());
    for (String line :
        new String[] {
          "architecture   Qwen2ForCausalLM",
          "head           tied to the embedding",
          "files          1, ",
          "tensors in F32",
          "end tokens     ",
          "<think> is ",
          "chat template  tokenizer_config.json, renders, a turn begins with '<|assistant|><think>\\n'"
        }) {
      assertTrue(call.out().contains(line), line + " in\n" + call.out());
    }
  }

  @Test
  void anInspectionNamesWhatIsWrong() throws IOException {
    Path broken = folder.resolve("broken");
    assertEquals(0, Invocation.of("export", run.toString(), "--output", broken.toString()).code());
    Files.delete(broken.resolve("tokenizer.json"));
    Invocation call = Invocation.of("inspect", broken.toString());
    assertEquals(2, call.code());
    assertTrue(call.err().contains("tokenizer.json: does not exist"), call.err());
    assertTrue(call.out().contains("parameters"), call.out());
  }

  private static float[] logits(Path folder) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelFolder model = ModelFolder.open(ModelSource.of(folder), Device.cpu(), manager)) {
      return model.model().logits(manager, new int[] {9, 8, 7, 6, 5, 4, 3, 2, 1}).toFloatArray();
    }
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
