package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.benchmark.LineSlices;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/** Runs a command on many machines; the module {@code cluster} has the one of Apache Spark. */
public interface Cluster {

  /**
   * Runs a command.
   *
   * @return its exit code
   * @throws InvalidInput if the command refuses its options, or the input cannot be read
   */
  int run(ClusterJob job) throws IOException;

  /**
   * Opens executors for a command that hands over its rows itself; they stay until it is closed.
   *
   * @param job has no input and no output of its own
   */
  Executors open(ClusterJob job);

  /** Executors that run a command on slices of lines. */
  interface Executors extends LineSlices, AutoCloseable {

    /** How evenly they were used, for a person; nothing where no slice is done. */
    List<String> use();

    @Override
    void close();
  }

  /**
   * The cluster that is on the class path.
   *
   * @throws InvalidInput if there is none
   */
  static Cluster find() {
    return ServiceLoader.load(Cluster.class)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    "--on: the module for Apache Spark is not on the class path; start with ./rrm,"
                        + " which builds it, or see docs/scale.md for spark-submit"));
  }
}
