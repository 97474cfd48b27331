package io.github.rrm4j.cli.option;

import picocli.CommandLine.Option;

/** How often a command judges each pair. */
public final class SamplesOption {

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int samples;

  /**
   * @param samples by default
   */
  public SamplesOption(int samples) {
    this.samples = samples;
  }

  public int samples() {
    return samples;
  }
}
