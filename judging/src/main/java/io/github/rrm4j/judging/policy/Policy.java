package io.github.rrm4j.judging.policy;

import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Rollout;
import java.util.Arrays;
import java.util.List;

/**
 * How a query becomes a policy's prompt and how a completion becomes a reply. The messages of the
 * query stand in the model's own chat template as they are; no system message is added.
 */
public record Policy(ChatTemplate chat, Tokenizer tokenizer) {

  private static final String THINK = "<think>";
  private static final String END_OF_THINKING = "</think>";

  /** So many tokens hold the end of a prompt in which a template may open the thinking. */
  private static final int TAIL = 8;

  /**
   * The prompt's token ids. A control token in the query is encoded as text and cannot end the
   * turn.
   */
  public int[] prompt(Prompt prompt) {
    return prompt(prompt.turns());
  }

  /** The token ids of a conversation that the policy is to continue. */
  public int[] prompt(Conversation turns) {
    return tokenizer.encode(chat.render(literal(turns, tokenizer)));
  }

  /** The messages of a conversation, every control token in them as text. */
  public static List<Message> literal(Conversation conversation, Tokenizer tokenizer) {
    return conversation.messages().stream()
        .map(message -> new Message(message.role(), tokenizer.literal(message.content())))
        .toList();
  }

  /**
   * The token ids of a completion that {@link #read} would read as that reply, end-of-sequence
   * included. Where the prompt opens the thinking, a reply without any closes it at once.
   *
   * @param prompt the prompt that it follows, which may end in {@code <think>}
   * @param thinking empty for an answer at once
   */
  public int[] completion(int[] prompt, String thinking, String answer) {
    boolean opened = opensThinking(prompt);
    StringBuilder text = new StringBuilder();
    if (!thinking.isEmpty() || opened) {
      text.append(opened ? "" : THINK + "\n")
          .append(tokenizer.literal(thinking))
          .append('\n')
          .append(END_OF_THINKING)
          .append("\n\n");
    }
    return tokenizer.encode(
        text.append(tokenizer.literal(answer)).append(tokenizer.endToken()).toString());
  }

  public Reply read(Rollout rollout) {
    int[] tokens = rollout.sequence().completion();
    int end = rollout.truncated() ? tokens.length : tokens.length - 1;
    String opening = opensThinking(rollout.sequence().prompt()) ? THINK + "\n" : "";
    return Reply.of(
        opening + tokenizer.decode(Arrays.copyOf(tokens, end)),
        tokens.length,
        !rollout.truncated());
  }

  private boolean opensThinking(int[] prompt) {
    int[] tail = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - TAIL), prompt.length);
    return tokenizer.decode(tail).stripTrailing().endsWith(THINK);
  }
}
