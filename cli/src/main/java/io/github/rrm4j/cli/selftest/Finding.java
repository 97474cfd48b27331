package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;

/**
 * What came of a check.
 *
 * @param summary one line for a person, with the figures that decided
 * @param figures all that was measured, by name
 */
record Finding(Outcome outcome, String summary, ObjectNode figures) {

  /** Whether a machine does what it should. */
  enum Outcome {
    PASS,
    FAIL,
    NOT_APPLICABLE;

    /** As it is printed: {@code not applicable}. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * @param passes whether all limits were kept
   */
  static Finding of(boolean passes, String summary, ObjectNode figures) {
    return new Finding(passes ? Outcome.PASS : Outcome.FAIL, summary, figures);
  }

  /** Nothing to check here. */
  static Finding notApplicable(String why) {
    return new Finding(Outcome.NOT_APPLICABLE, why, Json.object());
  }
}
