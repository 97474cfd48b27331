package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.evaluation.benchmark.record.Baseline;
import java.util.Optional;

/** Who judges in an evaluation. */
public enum JudgeType {
  /** A model that thinks and then says which response is better. */
  MODEL,
  /** A reward model that gives each response a score. */
  SCALAR,
  /** A baseline that prefers the longer response. */
  LENGTH,
  /** A baseline that prefers the response that is shown first. */
  FIRST,
  /** A baseline that tosses a coin. */
  RANDOM;

  /** The judge that reads nothing; empty where a model is asked. */
  Optional<Baseline> baseline() {
    return this == MODEL || this == SCALAR
        ? Optional.empty()
        : Optional.of(Baseline.valueOf(name()));
  }
}
