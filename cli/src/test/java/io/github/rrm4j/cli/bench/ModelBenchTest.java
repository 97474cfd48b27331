package io.github.rrm4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelBenchTest {

  @TempDir private Path folder;

  @Test
  void theFolderHoldsAModelOfTheShapeThatOpens() {
    Path output = folder.resolve("s");
    int status =
        new CommandLine(new ModelBench()).execute("--shape", "S", "--output", output.toString());
    assertEquals(0, status);
    ModelConfig expected = BenchShape.S.config(192);
    assertEquals(expected, ModelConfig.read(output.resolve("config.json")));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelFolder opened = ModelFolder.open(ModelSource.of(output), Device.cpu(), manager);
        NDManager scope = manager.newSubManager()) {
      float[] logits = opened.model().logits(scope, new int[] {1, 2, 3}).toFloatArray();
      assertEquals(3 * 512, logits.length);
    }
  }
}
