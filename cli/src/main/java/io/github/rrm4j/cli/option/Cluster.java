package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
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
