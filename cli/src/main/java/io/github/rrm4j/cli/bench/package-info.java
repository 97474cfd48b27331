/**
 * {@code ./rrm bench}: how fast the machine samples and updates, and with how much memory, on five
 * shapes with random weights. docs/performance.md says how the numbers were compared.
 */
package io.github.rrm4j.cli.bench;
