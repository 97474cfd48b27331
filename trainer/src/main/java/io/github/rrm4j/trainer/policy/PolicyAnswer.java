package io.github.rrm4j.trainer.policy;

import io.github.rrm4j.judging.policy.Reply;

/**
 * A completion of a policy, read.
 *
 * @param reason why it has its reward, or has none
 */
public record PolicyAnswer(Reply reply, String reason) {}
