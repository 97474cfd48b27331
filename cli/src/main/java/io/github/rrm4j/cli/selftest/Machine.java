package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.Roofline;
import io.github.rrm4j.contracts.Text;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What is checked: a device, and how long that may take. */
final class Machine {

  private final Device device;
  private final boolean quick;
  private final Path work;
  private final Map<Boolean, Roofline> rooflines = new HashMap<>();

  /**
   * @param quick whether a minute must do
   * @param work an empty folder for files
   */
  Machine(Device device, boolean quick, Path work) {
    this.device = device;
    this.quick = quick;
    this.work = work;
  }

  Device device() {
    return device;
  }

  boolean gpu() {
    return device.isGpu();
  }

  boolean quick() {
    return quick;
  }

  Path work() {
    return work;
  }

  /** As a config names it. */
  String deviceName() {
    return gpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /** In which types a model is run fast here: bf16 on a GPU, fp32 on the CPU. */
  BenchModel.Types fast(boolean trained) {
    return gpu()
        ? new BenchModel.Types(DataType.BFLOAT16, trained ? DataType.FLOAT32 : DataType.BFLOAT16)
        : BenchModel.Types.FP32;
  }

  /** What it does at best, in the type of {@link #fast}; measured once. */
  Roofline roofline() {
    return rooflines.computeIfAbsent(gpu(), bf16 -> Roofline.measure(device, bf16));
  }

  /** Bytes of device memory that nobody uses; all there is on a CPU, which has other limits. */
  long free() {
    if (!gpu()) {
      return Long.MAX_VALUE;
    }
    MemoryUsage memory = CudaUtils.getGpuMemory(device);
    return memory.getMax() - memory.getUsed();
  }

  /**
   * What is found where a check does not fit.
   *
   * @param needed bytes
   */
  Finding tooSmall(long needed) {
    return Finding.notApplicable(
        Text.format("needs %.1f GB, the device has %.1f GB left", needed / 1e9, free() / 1e9));
  }

  /** Gives memory back that the engine keeps on a GPU though nothing is in it. */
  void clean() {
    if (gpu()) {
      JniUtils.emptyCudaCache();
    }
  }
}
