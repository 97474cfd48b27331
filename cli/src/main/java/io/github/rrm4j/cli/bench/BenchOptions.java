package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import io.github.rrm4j.model.Devices;
import picocli.CommandLine.Option;

/** What every benchmark asks for. */
final class BenchOptions {

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "S|M|L",
      description = "The size of the model: 0.9, 15 or 494 million parameters.")
  BenchShape shape;

  @Option(
      names = "--max-num-seqs",
      paramLabel = "N",
      description = "Sequences; the shape's where not given.")
  private Integer rows;

  @Option(
      names = "--reps",
      defaultValue = "5",
      description = "Runs that are measured (${DEFAULT-VALUE}), after one that is not.")
  int reps;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda:N (${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads of one operator (${DEFAULT-VALUE}).")
  int threads;

  int rows(int otherwise) {
    return rows == null ? otherwise : rows;
  }

  boolean onCpu() {
    return device.equals("cpu");
  }

  Device open() {
    return Devices.open(device, threads);
  }

  Measurement line(String what) {
    return new Measurement()
        .with("what", what)
        .with("shape", shape.name())
        .with("threads", threads)
        .with("reps", reps);
  }
}
