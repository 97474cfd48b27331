package io.github.rrm4j.model.cuda;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine has of CUDA, in the order in which one thing needs the other.
 *
 * @param driver version of NVIDIA's kernel driver; empty without one
 * @param libtorchHasCuda whether the libtorch in use is built for CUDA
 * @param runtime what the CUDA runtime says; empty where the library was not found
 */
public record CudaStatus(
    Optional<String> driver, boolean libtorchHasCuda, Optional<Runtime> runtime) {

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  /** The kernel driver of WSL, which has no version file. */
  private static final Path WSL = Path.of("/dev/dxg");

  private static final Pattern VERSION = Pattern.compile("\\s(\\d+\\.\\d+(\\.\\d+)?)\\s");

  /**
   * What the CUDA runtime says.
   *
   * @param version of the runtime: 1000 x major + 10 x minor
   * @param driverKnows the newest version that the driver knows; 0 without a driver
   * @param error of counting the devices; 0 for none
   * @param message what the error means
   * @param devices their number
   */
  public record Runtime(int version, int driverKnows, int error, String message, int devices) {

    static Runtime of(CudaRuntime library) {
      int[] version = new int[1];
      int[] driver = new int[1];
      int[] count = new int[1];
      library.cudaRuntimeGetVersion(version);
      library.cudaDriverGetVersion(driver);
      int error = library.cudaGetDeviceCount(count);
      return new Runtime(version[0], driver[0], error, library.cudaGetErrorString(error), count[0]);
    }
  }

  /** That of this machine; the engine must have been loaded. */
  public static CudaStatus read() {
    return new CudaStatus(
        driver(DRIVER, WSL),
        LoadedLibraries.read().named("libtorch_cuda.so").isPresent(),
        CudaRuntime.load().map(Runtime::of));
  }

  static Optional<String> driver(Path version, Path wsl) {
    try {
      Matcher found = VERSION.matcher(Files.readString(version));
      return Optional.of(found.find() ? found.group(1) : "of unknown version");
    } catch (IOException e) {
      return Files.exists(wsl) ? Optional.of("of WSL") : Optional.empty();
    }
  }

  /** Why there are no more devices to be seen, with the remedy: the first thing that is missing. */
  public String reason() {
    if (driver.isEmpty()) {
      return "this machine has no NVIDIA driver; use cpu, or install the driver";
    }
    if (!libtorchHasCuda) {
      return "the libtorch in use is for CPUs; docs/gpu.md says how to get one for CUDA";
    }
    if (runtime.isEmpty()) {
      return "libcudart, the CUDA runtime, is not found; put its folder on LD_LIBRARY_PATH";
    }
    Runtime said = runtime.get();
    if (said.error() == CudaRuntime.INSUFFICIENT_DRIVER) {
      return Text.format(
          "the NVIDIA driver %s knows CUDA up to %s, libtorch needs %s; install a newer driver",
          driver.get(), words(said.driverKnows()), words(said.version()));
    }
    if (said.error() == CudaRuntime.NO_DEVICE || said.error() == 0) {
      String visible = System.getenv("CUDA_VISIBLE_DEVICES");
      return visible == null
          ? Text.format("CUDA sees %d devices; nvidia-smi lists them", said.devices())
          : Text.format(
              "CUDA sees %d devices, CUDA_VISIBLE_DEVICES is '%s'", said.devices(), visible);
    }
    return Text.format("CUDA says: %s (error %d)", said.message(), said.error());
  }

  /** As {@link #reason}, or what is there where nothing is missing. */
  public String summary() {
    return runtime.filter(said -> said.devices() > 0 && libtorchHasCuda).isPresent()
        ? Text.format(
            "driver %s, CUDA %s, devices: %d",
            driver.orElse("unknown"), words(runtime.get().version()), runtime.get().devices())
        : reason();
  }

  private static String words(int version) {
    return version == 0 ? "none" : version / 1000 + "." + version % 1000 / 10;
  }
}
