/**
 * Completions from servers over HTTP: tokens in, tokens out, never text that is tokenized again.
 *
 * <p>Read {@link io.github.rrm4j.remote.RemoteEngine}, then a {@link
 * io.github.rrm4j.remote.Dialect}, which says what a kind of server is sent and how its answers are
 * read, and {@link io.github.rrm4j.remote.Server}, which sends, waits and tries again.
 */
package io.github.rrm4j.remote;
