package io.github.rrm4j.remote.chat;

import io.github.rrm4j.model.ChatTemplate.Message;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Messages that are to be answered.
 *
 * @param messages a system message perhaps, and the user's
 * @param temperature 0 is greedy; empty for the server's own
 * @param topP empty for the server's own
 * @param maxTokens the longest answer, its reasoning included
 * @param seed of its draws, 31 bits; sent where the API has it
 */
public record ChatRequest(
    List<Message> messages,
    OptionalDouble temperature,
    OptionalDouble topP,
    int maxTokens,
    int seed) {

  /** Characters of all messages. */
  long characters() {
    return messages.stream().mapToLong(message -> message.content().length()).sum();
  }
}
