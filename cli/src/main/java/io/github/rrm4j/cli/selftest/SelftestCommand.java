package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rrm selftest}. */
@Command(
    name = "selftest",
    description = {
      "Checks that this machine computes what it should, and how fast: engine, agreement with the CPU, sampling, repeatable training, speed, memory.",
      "Needs no model and no data. Exit code 1 where a check fails. Attach what --output writes to a bug report."
    },
    mixinStandardHelpOptions = true)
public final class SelftestCommand implements Callable<Integer> {

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N; default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "CPU threads of one operator; 0, the default, takes the engine's choice.")
  private int threads;

  @Option(names = "--quick", description = "Fewer and smaller checks, in less than a minute.")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Writes everything that was measured to a JSON file.")
  private Optional<Path> output = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Device on = Devices.open(device, threads);
    Path work = Files.createTempDirectory("rrm-selftest");
    try {
      Machine machine = new Machine(on, quick, work);
      SelftestReport report = run(machine, Checks.of(machine));
      if (output.isPresent()) {
        String version = spec.root().version()[0];
        AtomicFiles.write(output.get(), Json.pretty(report.json(machine, version)) + "\n");
        System.out.println("written: " + output.get());
      }
      return report.passed() ? ExitCode.OK : ExitCode.FAILURE;
    } finally {
      Folders.delete(work);
    }
  }

  /** Runs checks one after the other, each with its line. */
  static SelftestReport run(Machine machine, List<Check> checks) {
    SelftestReport report = new SelftestReport();
    for (Check check : checks) {
      System.out.println(report.add(check, machine));
    }
    System.out.println(report.total());
    return report;
  }
}
