package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.GenerationCounts;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** Measures what a slice takes, in the thread of its task. */
record SliceClock(long start) {

  static SliceClock started() {
    GenerationCounts.take();
    return new SliceClock(System.nanoTime());
  }

  /** Who made a slice, how long it took and what was generated; the clock ends here. */
  ObjectNode report(int slice, int rows) {
    GenerationCounts generated = GenerationCounts.take();
    ObjectNode report =
        Json.object()
            .put("slice", slice)
            .put("rows", rows)
            .put("executor", SparkEnv.get().executorId())
            .put("host", SparkEnv.get().blockManager().blockManagerId().host())
            .put("attempt", TaskContext.get().attemptNumber())
            .put("seconds", (System.nanoTime() - start) / 1e9)
            .put("engine_seconds", generated.nanos() / 1e9);
    report.set("generated", Outcomes.json(generated));
    return report;
  }
}
