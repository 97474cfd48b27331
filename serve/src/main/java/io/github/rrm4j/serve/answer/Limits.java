package io.github.rrm4j.serve.answer;

import java.time.Duration;

/**
 * What one request may take, and how many may be in hand.
 *
 * @param bytes of a body
 * @param responses of a request
 * @param votes of a pair, in each order
 * @param judgements of a request
 * @param queue requests in hand
 * @param longest that a request may take
 */
public record Limits(
    int bytes, int responses, int votes, int judgements, int queue, Duration longest) {}
