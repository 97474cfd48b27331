/**
 * {@code serve}: a judge behind HTTP. The server is in {@code io.github.rrm4j.serve}; it is loaded
 * when the command runs, so that no other command waits for it.
 */
package io.github.rrm4j.cli.serve;
