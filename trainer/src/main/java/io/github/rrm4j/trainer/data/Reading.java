package io.github.rrm4j.trainer.data;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.Tokenizer;
import java.util.function.ToIntFunction;

/**
 * How a model reads pairs, as far as their preparation must know it.
 *
 * @param length tokens of the prompt of a pair; of the longer one, where it has two
 */
record Reading(Tokenizer tokenizer, ToIntFunction<Pair> length) {

  static Reading of(JudgeFormat judge) {
    return new Reading(judge.tokenizer(), pair -> judge.prompt(pair).length);
  }

  static Reading of(Policy policy) {
    return new Reading(policy.tokenizer(), pair -> policy.prompt(pair.prompt()).length);
  }

  static Reading of(ScalarText text) {
    return new Reading(text.tokenizer(), text::length);
  }
}
