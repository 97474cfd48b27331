package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which operators the TorchScript sources may call. */
class KernelsTest {

  /**
   * Operators whose result on a CUDA device can differ from run to run. Source: the documentation
   * of torch.use_deterministic_algorithms. Left out: those that write to places which differ in our
   * calls (scatter, index_copy), index_put with accumulation, which sorts, and what no decoder has
   * (convolutions, pooling).
   */
  private static final Pattern BY_CHANCE =
      Pattern.compile(
          "\\btorch\\.(index_add|scatter_add|scatter_reduce|index_reduce|put|histc|bincount|cumsum|cumprod"
              + "|kthvalue|median|embedding_bag|embedding_dense_backward|nll_loss\\w*"
              + "|cross_entropy_loss|ctc_loss|grid_sampler\\w*|bernoulli|multinomial|dropout"
              + "|rand\\w*|exponential)_?\\(");

  private static final Pattern METHOD = Pattern.compile("  def (\\w+)\\(.*");
  private static final Pattern CALL = Pattern.compile("\\(self\\)\\.(\\w+_on_cpu)\\(");

  /** A line of the source, without its comment. */
  private record Line(String file, int number, String method, String text) {

    String place() {
      return file + ":" + number + " " + text.strip();
    }
  }

  private static List<Line> source() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String folder : List.of("src/main/resources", "../trainer/src/main/resources")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".torchscript")).toList()) {
          String method = "";
          int number = 0;
          for (String text : Files.readAllLines(file)) {
            number++;
            Matcher header = METHOD.matcher(text);
            method = header.matches() ? header.group(1) : method;
            String code = text.replaceAll("#.*", "");
            lines.add(new Line(file.getFileName().toString(), number, method, code));
          }
        }
      }
    }
    assertTrue(lines.size() > 800, lines.size() + " lines");
    return lines;
  }

  @Test
  void whatDependsOnChanceOnCudaIsCalledOnTheCpuAlone() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Line line : source()) {
      if (BY_CHANCE.matcher(line.text()).find()) {
        found++;
        if (!line.method().endsWith("_on_cpu")) {
          wrong.add(line.place());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(found >= 3, "the pattern found nothing"); // those of cpu.torchscript
  }

  @Test
  void methodsOfTheCpuAreCalledOnlyWhereAnyOrderIsAllowed() throws IOException {
    Map<String, Integer> calls = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    String branch = "";
    for (Line line : source()) {
      if (line.text().matches("\\s+(if|elif|else)\\b.*")) {
        branch =
            branch.contains("self.ordered, 1") && line.text().matches("\\s+else:\\s*")
                ? "unordered"
                : line.text();
      }
      Matcher call = CALL.matcher(line.text());
      if (call.find()) {
        calls.merge(call.group(1), 1, Integer::sum);
        if (!branch.equals("unordered")) {
          wrong.add(line.place());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(3, calls.size(), calls.toString());
  }

  @Test
  void aDeviceDecidesWhichOperatorsAreUsed() {
    ModelConfig config =
        ModelConfig.read(Path.of("src/test/resources/golden/tied-4-2/config.json"));
    Kernels cpu = Kernels.on(Device.cpu(), DataType.FLOAT32, config);
    assertEquals(new Kernels(true, false, Kernels.Attention.BLOCKS, 32, false), cpu);
    Kernels narrow = Kernels.on(Device.cpu(), DataType.BFLOAT16, config);
    assertEquals(MatrixProduct.narrowByOneDnn(), narrow.onednn());
    Kernels gpu = Kernels.on(Device.gpu(0), DataType.BFLOAT16, config);
    assertEquals(Kernels.Attention.FLASH, gpu.attention());
    assertTrue(gpu.ordered() && gpu.fixedSteps() && !gpu.onednn() && gpu.piece() > 1 << 20);
    Kernels single = Kernels.on(Device.gpu(0), DataType.FLOAT32, config);
    assertEquals(Kernels.Attention.EFFICIENT, single.attention());
  }
}
