package io.github.rrm4j.cli.selftest;

import java.io.IOException;

/** One thing that is checked of a machine. */
interface Check {

  /** In a few words, such as {@code logits and gradients, qwen2, fp32}; unique. */
  String name();

  /**
   * Checks it. What is thrown is a failure too, with its message.
   *
   * @param machine what is checked
   */
  Finding run(Machine machine) throws IOException;
}
