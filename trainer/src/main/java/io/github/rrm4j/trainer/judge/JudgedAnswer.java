package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.Outcome;

/**
 * A completion of a judge, read.
 *
 * @param outcome the verdict compared with the gold response
 */
public record JudgedAnswer(Judgement judgement, Outcome outcome) {}
