package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.judging.Orders;

/**
 * What a benchmark is called.
 *
 * @param name on the command line
 * @param description one sentence: what it measures, and its source
 * @param orders in which each comparison is shown if the user does not say
 */
public record BenchmarkInfo(String name, String description, Orders orders) {}
