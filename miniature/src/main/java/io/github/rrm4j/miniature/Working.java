package io.github.rrm4j.miniature;

/**
 * A way from a question to a result.
 *
 * @param steps the intermediate results, ends with a full stop
 * @param result what the steps arrive at, in the words of a response
 */
public record Working(String steps, String result) {}
