package io.github.rrm4j.cli.bench;

import picocli.CommandLine.Command;

/** {@code ./rrm bench}: what is measured. */
@Command(
    name = "bench",
    description = "Measures sampling and updates on random weights; one line of JSON each.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SampleBench.class,
      UpdateBench.class,
      StepBench.class,
      ModelBench.class,
      GrowthBench.class
    })
public final class BenchCommand {}
