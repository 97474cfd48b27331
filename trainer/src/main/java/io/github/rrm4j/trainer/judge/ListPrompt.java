package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.trainer.grpo.Question;

/**
 * A list as a judge is asked to rank it.
 *
 * @param list in the order in which it is shown
 * @param judge whose wording is used
 */
public record ListPrompt(ResponseList list, JudgeFormat judge, Request request)
    implements Question {}
