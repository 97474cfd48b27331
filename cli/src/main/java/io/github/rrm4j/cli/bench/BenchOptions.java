package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Devices;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every benchmark asks for. */
final class BenchOptions {

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "S|M|L|Q|Z",
      description =
          "The size of the model: 0.9 or 15 million parameters, or Qwen2.5 of 0.5, 1.5 or 7.6 billion.")
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

  @Option(
      names = "--compute",
      defaultValue = "auto",
      paramLabel = "TYPE",
      description = "fp32, bf16, or auto (${DEFAULT-VALUE}): bf16 on a GPU, fp32 on the CPU.")
  private ComputeType compute;

  @Option(
      names = "--weights",
      paramLabel = "TYPE",
      description =
          "fp32 or bf16: the type that weights have in memory; default: fp32 where all are trained, else as --compute.")
  private Optional<ComputeType> weights = Optional.empty();

  int rows(int otherwise) {
    return rows == null ? otherwise : rows;
  }

  boolean onCpu() {
    return device.equals("cpu");
  }

  Device open() {
    return Devices.open(device, threads);
  }

  /**
   * In which types the model is.
   *
   * @param trained whether all weights are, which are masters then
   */
  BenchModel.Types types(Device on, boolean trained) {
    DataType passes = compute.on(on);
    DataType otherwise = trained ? DataType.FLOAT32 : passes;
    return new BenchModel.Types(passes, weights.map(type -> type.on(on)).orElse(otherwise));
  }

  Measurement line(String what, BenchModel.Types types) {
    return new Measurement()
        .with("what", what)
        .with("shape", shape.name())
        .with("device", device)
        .with("compute", name(types.compute()))
        .with("weights", name(types.weights()))
        .with("threads", threads)
        .with("reps", reps);
  }

  private static String name(DataType type) {
    return type == DataType.FLOAT32 ? "fp32" : "bf16";
  }
}
