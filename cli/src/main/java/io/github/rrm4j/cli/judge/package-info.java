/**
 * Commands that use a judge: {@code judge} (one pair aloud, or a file of pairs) and {@code rank} (n
 * responses to each query). Both are thin over {@link io.github.rrm4j.judging}.
 */
package io.github.rrm4j.cli.judge;
