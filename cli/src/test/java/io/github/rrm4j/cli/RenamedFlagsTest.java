package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RenamedFlagsTest {

  private static void refused(String message, String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(2, call.code());
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void anOldFlagIsRefusedWithTheNameOfItsSuccessor() {
    refused("--judge is --judge-type now", "evaluate", "--judge", "scalar");
    refused("--pairs is --limit now", "evaluate", "--input", "x", "--pairs", "9");
    refused("--data is --input now", "scaling", "votes", "--data", "miniature", "--output", "x");
    refused("--rows is --max-num-seqs now", "judge", "--model", "x", "--rows", "3");
    refused("--prompts is --input now", "sample", "--policy", "x", "--prompts=p", "--output", "y");
  }

  @Test
  void helpShowsTheDefaultsOfTheJudge() {
    String help = Invocation.of("judge", "--help").out();
    assertTrue(help.contains("else 0.6"), help);
    assertTrue(help.contains("default: 512"), help);
    assertTrue(help.contains("8192"), help);
  }
}
