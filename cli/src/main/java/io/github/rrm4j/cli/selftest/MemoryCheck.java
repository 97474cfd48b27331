package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.bench.BenchModel;
import io.github.rrm4j.cli.bench.BenchWork;
import io.github.rrm4j.cli.bench.DeviceMemory;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.trainer.grpo.MiniBatch;

/** Whether an update takes the device memory that {@code ./rrm plan} would have said. */
record MemoryCheck(UpdateWork work) implements Check {

  /** The engine rounds up, and has workspaces of its own. */
  private static final double MOST_APART = 0.2;

  @Override
  public String name() {
    return "device memory against the plan, " + work;
  }

  @Override
  public Finding run(Machine machine) {
    if (!machine.gpu()) {
      return Finding.notApplicable("the memory of a CPU is that of the whole process");
    }
    machine.clean();
    int tokens = work.rows() * work.length();
    BenchModel.Types types = machine.fast(true);
    long planned =
        work.plan(types.compute().getNumOfBytes(), tokens, PassMemory.DEFAULT).peak().total();
    if (planned > machine.free()) {
      return machine.tooSmall(planned);
    }
    MiniBatch batch = work.batch();
    DeviceMemory memory = DeviceMemory.before(machine.device());
    try (BenchModel bench = new BenchModel(work.config(), types, 0, machine.device())) {
      BenchWork.update(bench, tokens, PassMemory.DEFAULT)
          .apply(batch.sequences(), batch, 1, BenchWork.RATE);
      bench.await();
      memory = memory.after();
    }
    double measured = memory.mib().orElseThrow() * (double) (1 << 20);
    ObjectNode figures =
        Json.object().put("planned_mb", planned / 1e6).put("measured_mb", measured / 1e6);
    return Finding.of(
        Math.abs(planned / measured - 1) <= MOST_APART,
        Text.format("planned %,.0f MB, measured %,.0f MB", planned / 1e6, measured / 1e6),
        figures);
  }
}
