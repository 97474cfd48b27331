package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.util.OptionalLong;

/**
 * Memory of a GPU that this process came to take. The engine keeps what it once took, so what is in
 * use after some work is the most that it needed, with its libraries and what it rounded up.
 *
 * @param start bytes in use before
 * @param end bytes in use after; as before where nothing was measured yet
 */
public record DeviceMemory(Device device, long start, long end) {

  /** What is in use now; nothing on a CPU. */
  public static DeviceMemory before(Device device) {
    long now = used(device);
    return new DeviceMemory(device, now, now);
  }

  /** The same with what is in use now. */
  public DeviceMemory after() {
    return new DeviceMemory(device, start, used(device));
  }

  /** MiB that were taken since; empty on a CPU. */
  public OptionalLong mib() {
    return device.isGpu() ? OptionalLong.of((end - start) >> 20) : OptionalLong.empty();
  }

  private static long used(Device device) {
    return device.isGpu() ? CudaUtils.getGpuMemory(device).getUsed() : 0;
  }
}
