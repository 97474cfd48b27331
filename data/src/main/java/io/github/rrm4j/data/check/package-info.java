/**
 * Looking at data before training on it: {@link io.github.rrm4j.data.check.DataCheck} finds what
 * should not be there, {@link io.github.rrm4j.data.check.Benchmark} what leaks into it, {@link
 * io.github.rrm4j.data.check.Inspection} says what it is like.
 */
package io.github.rrm4j.data.check;
