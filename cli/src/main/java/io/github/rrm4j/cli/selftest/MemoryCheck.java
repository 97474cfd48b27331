package io.github.rrm4j.cli.selftest;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.BenchShape;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.cli.bench.DeviceMemory;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.memory.MemoryPlan;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import java.util.Optional;

/** Whether an update takes the device memory that {@code ./rrm plan} would have said. */
record MemoryCheck(BenchShape shape, int rows, int prompt, int trained) implements Check {

  /** The engine rounds up, and has workspaces of its own. */
  private static final double MOST_APART = 0.2;

  private static final int CPU_THREADS = 1;

  @Override
  public String name() {
    return "device memory against the plan, " + shape;
  }

  @Override
  public Finding run(Machine machine) {
    if (!machine.gpu()) {
      return Finding.notApplicable("the memory of a CPU is that of the whole process");
    }
    machine.clean();
    ModelConfig config = shape.config(prompt + trained);
    MiniBatch batch = BenchWork.batch(rows, prompt, trained, config.vocab(), Key.of(1, "selftest"));
    DeviceMemory memory = DeviceMemory.before(machine.device());
    try (BenchModel bench = new BenchModel(config, machine.fast(true), 0, machine.device())) {
      BenchWork.update(bench, rows * (prompt + trained), PassMemory.DEFAULT)
          .apply(batch.sequences(), batch, 1, BenchWork.RATE);
      bench.await();
      memory = memory.after();
    }
    double planned = planned(config, machine.fast(true).compute()).peak().total() / 1e6;
    double measured = memory.mib().orElseThrow() * (double) (1 << 20) / 1e6;
    ObjectNode figures = Json.object().put("planned_mb", planned).put("measured_mb", measured);
    return Finding.of(
        Math.abs(planned / measured - 1) <= MOST_APART,
        Text.format("planned %,.0f MB, measured %,.0f MB", planned, measured),
        figures);
  }

  private MemoryPlan planned(ModelConfig config, DataType compute) {
    return MemoryPlan.of(
        config,
        new MemorySettings(
            new MemorySettings.Machine(false, CPU_THREADS, compute.getNumOfBytes()),
            Optional.empty(),
            Optional.empty(),
            Reference.NONE,
            new Lengths(prompt, trained),
            new MicroBatches(rows * (prompt + trained), 1, PassMemory.DEFAULT),
            Beside.NOTHING));
  }
}
