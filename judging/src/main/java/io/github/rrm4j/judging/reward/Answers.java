package io.github.rrm4j.judging.reward;

import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.judging.policy.Reply;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A group: what a policy answered to one prompt. It has no room for what is right.
 *
 * @param responses as a judge is shown them: without thinking, {@link Thinking#NO_ANSWER} for one
 *     that did not end or does not answer
 */
public record Answers(Prompt prompt, List<String> responses) {

  public Answers {
    Objects.requireNonNull(prompt, "prompt");
    responses = List.copyOf(responses);
  }

  /** The answers in some replies. */
  public static Answers of(Prompt prompt, List<Reply> replies) {
    return new Answers(prompt, replies.stream().map(Reply::shown).toList());
  }

  /** The responses that are none. */
  Set<Integer> silent() {
    return IntStream.range(0, responses.size())
        .filter(i -> none(responses.get(i)))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Whether what a judge would be shown is no answer. */
  static boolean none(String shown) {
    return shown.equals(Thinking.NO_ANSWER);
  }
}
