/**
 * Commands that look at one thing or do one thing: {@code config}, {@code doctor}, {@code export},
 * {@code generate}, {@code inspect}, {@code report}, {@code score}.
 */
package io.github.rrm4j.cli.tools;
