package io.github.rrm4j.cli.selftest;

/** Whether decoding by CUDA graphs draws the tokens that it draws without them. */
final class GraphCheck implements Check {

  @Override
  public String name() {
    return "CUDA graph against no graph";
  }

  @Override
  public Finding run(Machine machine) {
    if (!machine.gpu()) {
      return Finding.notApplicable("a CPU has no CUDA graphs");
    }
    return Finding.notApplicable("this build decodes without CUDA graphs");
  }
}
