package io.github.rrm4j.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** Minus the log-prob of each completion token: supervised fine-tuning. */
public record CrossEntropyLoss() implements TokenLoss {

  @Override
  public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
    return logprobs.sum().neg(); // ()
  }

  @Override
  public Optional<LossTerms> terms() {
    return Optional.of(new LossTerms.CrossEntropy());
  }
}
