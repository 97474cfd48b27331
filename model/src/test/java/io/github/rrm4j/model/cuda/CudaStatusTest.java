package io.github.rrm4j.model.cuda;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told who asks for a GPU that cannot be had. */
class CudaStatusTest {

  private static final CudaStatus.Runtime ONE_DEVICE =
      new CudaStatus.Runtime(12080, 13000, 0, "no error", 1);

  @Test
  void theFirstThingThatIsMissingIsNamed() {
    assertTrue(status("", false, null).reason().startsWith("this machine has no NVIDIA driver;"));
    assertEquals(
        "the libtorch in use is for CPUs; docs/gpu.md says how to get one for CUDA",
        status("580.65.06", false, ONE_DEVICE).reason());
    assertEquals(
        "libcudart, the CUDA runtime, is not found; put its folder on LD_LIBRARY_PATH",
        status("580.65.06", true, null).reason());
  }

  @Test
  void anOldDriverIsToldWithBothVersions() {
    CudaStatus.Runtime old =
        new CudaStatus.Runtime(12060, 11040, CudaRuntime.INSUFFICIENT_DRIVER, "old", 0);
    assertEquals(
        "the NVIDIA driver 470.82.01 knows CUDA up to 11.4, libtorch needs 12.6; install a newer driver",
        status("470.82.01", true, old).reason());
  }

  @Test
  void otherErrorsAreToldInCudasWords() {
    CudaStatus.Runtime broken = new CudaStatus.Runtime(12060, 12060, 802, "not initialized", 0);
    assertEquals(
        "CUDA says: not initialized (error 802)", status("580.65.06", true, broken).reason());
  }

  @Test
  void whatIsThereIsSummed() {
    assertEquals(
        "driver 580.65.06, CUDA 12.8, devices: 1", status("580.65.06", true, ONE_DEVICE).summary());
  }

  @Test
  void theDriversVersionIsReadFromTheKernel(@TempDir Path folder) throws IOException {
    Path version =
        Files.writeString(
            folder.resolve("version"),
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27 2025\nGCC version: 12\n");
    assertEquals(Optional.of("580.65.06"), CudaStatus.driver(version, folder.resolve("dxg")));
    assertEquals(
        Optional.empty(), CudaStatus.driver(folder.resolve("none"), folder.resolve("dxg")));
    assertEquals(Optional.of("of WSL"), CudaStatus.driver(folder.resolve("none"), version));
  }

  @Test
  void partsOfTwoLibtorchesAreRefused() {
    String one = "7f0-7f1 r-xp 0 08:01 1   /a/lib/libtorch_cpu.so";
    String two = "7f2-7f3 r-xp 0 08:01 2   /b/libc10.so";
    LoadedLibraries both = LoadedLibraries.of(List.of(one, two));
    InvalidInput e = assertThrows(InvalidInput.class, both::requireOneLibtorch);
    assertEquals(
        "two libtorches are loaded, /a/lib/libtorch_cpu.so and /b/libc10.so; take the second one off LD_LIBRARY_PATH and LD_PRELOAD",
        e.getMessage());
    LoadedLibraries whole =
        LoadedLibraries.of(List.of(one, "7f2-7f3 r-xp 0 08:01 2   /a/lib/libc10.so"));
    assertDoesNotThrow(whole::requireOneLibtorch);
  }

  private static CudaStatus status(String driver, boolean cuda, CudaStatus.Runtime runtime) {
    return new CudaStatus(
        driver.isEmpty() ? Optional.empty() : Optional.of(driver),
        cuda,
        Optional.ofNullable(runtime));
  }
}
