package io.github.rrm4j.model.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.Optional;

/**
 * What is asked of the CUDA runtime library, {@code libcudart}. Each call gives an error code, 0
 * for success.
 *
 * <p>Source: CUDA Runtime API, sections "Device Management" and "Version Management".
 */
public interface CudaRuntime extends Library {

  /** The driver is older than the runtime, or there is none. */
  int INSUFFICIENT_DRIVER = 35;

  /** There is a driver but no device that may be seen. */
  int NO_DEVICE = 100;

  /** Number of devices, in {@code count[0]}. */
  int cudaGetDeviceCount(int[] count);

  /** Version of the runtime, in {@code version[0]}: 1000 x major + 10 x minor. */
  int cudaRuntimeGetVersion(int[] version);

  /** The newest version that the driver knows, in {@code version[0]}; 0 without a driver. */
  int cudaDriverGetVersion(int[] version);

  /** What an error code means. */
  String cudaGetErrorString(int error);

  /** The library of this machine, which {@code ./rrm} or the loader finds; empty without one. */
  static Optional<CudaRuntime> load() {
    try {
      return Optional.of(Native.load("cudart", CudaRuntime.class));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }
}
