package io.github.rrm4j.cluster;

import io.github.rrm4j.experiments.output.Progress;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Shows how many slices are done. */
final class SliceProgress extends SparkListener {

  private final Progress progress;
  private final int slices;
  private final Set<Integer> done = new HashSet<>();
  private int failed;

  SliceProgress(Progress progress, int slices) {
    this.progress = progress;
    this.slices = slices;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (!task.taskType().equals("ResultTask")) {
      return;
    }
    if (task.taskInfo().successful()) {
      done.add(task.taskInfo().index());
    } else {
      failed++;
    }
    if (done.size() <= slices) {
      progress.step(done.size(), failed == 0 ? "slices" : "slices, failed tries " + failed);
    }
  }
}
