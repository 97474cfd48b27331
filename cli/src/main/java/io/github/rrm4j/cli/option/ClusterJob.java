package io.github.rrm4j.cli.option;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A command whose rows are divided among the executors of a cluster. Each executor runs the same
 * command on its slices of the input; what they write, one slice behind the other, is what the
 * command writes alone.
 *
 * @param command its words, such as {@code data filter}
 * @param arguments its parameters and all of its other options, as they were given
 * @param input rows: a file, a folder or a glob, on any file system that the cluster knows; empty
 *     where the command hands over its rows itself
 * @param output the command's main output; empty where it takes the lines itself
 * @param endings of the files that the command writes: none for the main output, first
 * @param settings what decides the results besides the options, as JSON: the digest of a model
 * @param master of the cluster
 * @param rows of a slice
 * @param conf settings of the cluster, KEY=VALUE
 */
public record ClusterJob(
    List<String> command,
    List<String> arguments,
    String input,
    String output,
    List<String> endings,
    String settings,
    String master,
    int rows,
    List<String> conf)
    implements Serializable {

  /** What Java needs to write it. */
  private static final long serialVersionUID = 1;

  public ClusterJob {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    endings = List.copyOf(endings);
    conf = List.copyOf(conf);
  }

  /**
   * The command line of one slice.
   *
   * @param device where the executor's model computes; empty for what the user said
   */
  public List<String> ofSlice(String file, String result, String device) {
    List<String> line = new ArrayList<>(command);
    line.addAll(arguments);
    if (!device.isEmpty()) {
      line.addAll(List.of("--device", device));
    }
    line.addAll(List.of("--input", file, "--output", result, OnOption.SLICE));
    return line;
  }
}
