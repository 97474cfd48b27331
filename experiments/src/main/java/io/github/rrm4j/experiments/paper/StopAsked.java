package io.github.rrm4j.experiments.paper;

/** A piece was asked to stop and has kept what it has done; the same command goes on. */
final class StopAsked extends RuntimeException {

  private static final long serialVersionUID = 1;

  StopAsked() {
    super("stopped");
  }
}
