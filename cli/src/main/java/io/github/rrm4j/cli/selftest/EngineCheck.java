package io.github.rrm4j.cli.selftest;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.Roofline;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;

/** Which engine and libraries were found, how much memory there is, and whether bf16 works. */
final class EngineCheck implements Check {

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public Finding run(Machine machine) {
    Engine engine = Engine.getEngine("PyTorch");
    ObjectNode figures = Json.object();
    figures
        .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("java_heap_mib", Runtime.getRuntime().maxMemory() >> 20)
        .put("djl", Engine.getDjlVersion())
        .put("pytorch", engine.getVersion())
        .put("jni", LibUtils.getVersion())
        .put("libraries", LibUtils.getLibtorchPath())
        .put("nd4j", Nd4j.getBackend().getClass().getSimpleName())
        .put("gpus", engine.getGpuCount());
    for (String name : new String[] {"PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR"}) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> figures.put(name, value));
    }
    String memory = machine.gpu() ? gpu(machine, figures) : "";
    Roofline roofline = machine.roofline();
    double bf16 = machine.gpu() ? roofline.flops() : Roofline.flops(machine.device(), true);
    figures
        .put("product_gflops", roofline.flops() / 1e9)
        .put("product_bf16_gflops", bf16 / 1e9)
        .put("copy_gb_per_s", roofline.bandwidth() / 1e9);
    String summary =
        Text.format(
            "PyTorch %s, %s%s; product %,.0f GFLOP/s, in bf16 %,.0f; copy %.1f GB/s",
            engine.getVersion(),
            machine.deviceName(),
            memory,
            roofline.flops() / 1e9,
            bf16 / 1e9,
            roofline.bandwidth() / 1e9);
    return Finding.of(bf16 > 0 && roofline.bandwidth() > 0, summary, figures);
  }

  private static String gpu(Machine machine, ObjectNode figures) {
    int id = machine.device().getDeviceId();
    MemoryUsage memory = CudaUtils.getGpuMemory(machine.device());
    figures
        .put("cuda", CudaUtils.getCudaVersionString())
        .put("compute_capability", CudaUtils.getComputeCapability(id))
        .put("device_memory_mib", memory.getMax() >> 20)
        .put("device_memory_used_mib", memory.getUsed() >> 20);
    return Text.format(
        " (%s, %,d MiB, %,d in use)",
        CudaUtils.getComputeCapability(id), memory.getMax() >> 20, memory.getUsed() >> 20);
  }
}
