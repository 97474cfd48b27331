package io.github.rrm4j.cluster;

import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.judging.KeptModels;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** Runs a command of {@code rrm} in this process, whose models stay open for the next slice. */
record CommandWork(ClusterJob job) implements SliceWork {

  private static final long serialVersionUID = 1;

  @Override
  public void run(Path input, Path output) throws Exception {
    KeptModels.keep();
    Main.call(job.ofSlice(input.toString(), output.toString(), device()));
  }

  /** The GPU that Spark gave to the task; empty where it gave none. */
  private static String device() {
    return Optional.ofNullable(TaskContext.get())
        .map(task -> task.resourcesJMap().get("gpu"))
        .map(ResourceInformation::addresses)
        .filter(addresses -> addresses.length > 0)
        .map(addresses -> "cuda:" + addresses[0])
        .orElse("");
  }
}
