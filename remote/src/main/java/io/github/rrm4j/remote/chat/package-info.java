/**
 * Answers to messages from APIs that speak text: OpenAI's chat completions and Anthropic's
 * messages. What comes back is text and counts of tokens, never tokens.
 *
 * <p>Read {@link io.github.rrm4j.remote.chat.ChatClient}, then {@link
 * io.github.rrm4j.remote.chat.ChatDialect}.
 */
package io.github.rrm4j.remote.chat;
