/**
 * The kinds of items that benchmarks are made of: a pair, a pair with three classes, the best of
 * several responses, a matrix of styles, a round robin, a knockout.
 */
package io.github.rrm4j.evaluation.benchmark.item;
