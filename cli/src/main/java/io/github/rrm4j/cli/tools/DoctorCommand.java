package io.github.rrm4j.cli.tools;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.NativeLibraries;
import io.github.rrm4j.model.cuda.CudaStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;

/** {@code ./rrm doctor}: whether the machine can run RRM4J, and with what. */
@Command(
    name = "doctor",
    description = "Checks engine, device, native parts and memory.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

  private boolean well = true;

  @Override
  public Integer call() {
    Runtime runtime = Runtime.getRuntime();
    line("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    line(
        "machine",
        Text.format(
            "%s %s, %d processors, Java heap up to %.1f GiB",
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            runtime.availableProcessors(),
            runtime.maxMemory() / (double) (1L << 30)));
    check("DJL", this::djl);
    check("GPU", () -> CudaStatus.read().summary());
    check("ND4J", this::nd4j);
    System.out.println(well ? "all is well" : "something is missing");
    return well ? ExitCode.OK : ExitCode.FAILURE;
  }

  private String djl() {
    NativeLibraries.engine();
    Engine engine = Engine.getEngine("PyTorch");
    double gflops = matrixSpeed();
    return Text.format(
        "PyTorch %s (DJL %s), GPUs: %d, fp32 matrix product: %.0f GFLOP/s on the default device",
        engine.getVersion(), Engine.getDjlVersion(), engine.getGpuCount(), gflops);
  }

  /** The best of five products of two 1024 x 1024 matrices. */
  private static double matrixSpeed() {
    int n = 1024;
    double best = 0;
    try (NDManager manager = NDManager.newBaseManager(null, "PyTorch")) {
      NDArray a = manager.ones(new Shape(n, n));
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        try (NDArray product = a.matMul(a)) {
          product.getFloat(0, 0); // waits for a GPU
        }
        best = Math.max(best, 2.0 * n * n * n / (System.nanoTime() - start));
      }
    }
    return best;
  }

  private String nd4j() {
    INDArray three = Nd4j.ones(3).sum();
    if (three.getDouble(0) != 3) {
      throw new IllegalStateException("1 + 1 + 1 = " + three);
    }
    return Nd4j.getBackend().getClass().getSimpleName();
  }

  private void check(String name, Supplier<String> check) {
    try {
      line(name, check.get());
    } catch (InvalidInput e) {
      well = false;
      line(name, "FAILS: " + e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      well = false;
      line(name, "FAILS: " + OneLine.ofCause(e));
    }
  }

  private static void line(String name, String text) {
    System.out.printf(Locale.ROOT, "%-8s %s%n", name, text);
  }
}
