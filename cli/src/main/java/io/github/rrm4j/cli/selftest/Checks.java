package io.github.rrm4j.cli.selftest;

import io.github.rrm4j.cli.bench.BenchShape;
import io.github.rrm4j.cli.selftest.TrainingCheck.Way;
import io.github.rrm4j.model.Architecture;
import java.util.ArrayList;
import java.util.List;

/** What is checked of which machine, in the order of running. */
final class Checks {

  private Checks() {}

  /** All checks for a machine. */
  static List<Check> of(Machine machine) {
    List<Check> checks = new ArrayList<>();
    checks.add(new EngineCheck());
    for (Architecture architecture : Architecture.values()) {
      checks.add(new AgreementCheck(architecture, false));
      checks.add(new AgreementCheck(architecture, true));
    }
    checks.add(new SamplingCheck());
    checks.add(new GraphCheck());
    for (String compute : computes(machine)) {
      for (Way way : Way.values()) {
        checks.add(new TrainingCheck(way, compute));
      }
    }
    addSpeeds(machine, checks);
    return checks;
  }

  /** A processor without instructions for bf16 takes half a minute for a step in it. */
  private static List<String> computes(Machine machine) {
    if (!machine.gpu()) {
      return List.of("fp32");
    }
    return machine.quick() ? List.of("bf16") : List.of("fp32", "bf16");
  }

  private static void addSpeeds(Machine machine, List<Check> checks) {
    if (!machine.gpu()) {
      checks.add(new DecodingSpeedCheck(BenchShape.S, 32, 32, 32));
      checks.add(new UpdateSpeedCheck(new UpdateWork(BenchShape.S, 16, 32, 96)));
      if (!machine.quick()) {
        checks.add(new DecodingSpeedCheck(BenchShape.M, 32, 64, 64));
        checks.add(new UpdateSpeedCheck(new UpdateWork(BenchShape.M, 8, 64, 128)));
      }
      checks.add(new MemoryCheck(new UpdateWork(BenchShape.S, 16, 32, 96)));
      return;
    }
    checks.add(
        new MemoryCheck(
            new UpdateWork(BenchShape.L, 8, 64, 960))); // first: what is large leaves holes
    checks.add(new DecodingSpeedCheck(BenchShape.S, 64, 64, 128));
    checks.add(new UpdateSpeedCheck(new UpdateWork(BenchShape.S, 64, 64, 128)));
    checks.add(new DecodingSpeedCheck(BenchShape.L, 64, 512, 128));
    checks.add(new UpdateSpeedCheck(new UpdateWork(BenchShape.L, 16, 64, 960)));
    if (!machine.quick()) {
      checks.add(new DecodingSpeedCheck(BenchShape.Q, 64, 512, 128));
      checks.add(new DecodingSpeedCheck(BenchShape.Q, 256, 512, 128));
      checks.add(new UpdateSpeedCheck(new UpdateWork(BenchShape.Q, 16, 512, 512)));
    }
  }
}
