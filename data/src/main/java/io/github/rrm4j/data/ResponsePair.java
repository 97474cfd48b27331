package io.github.rrm4j.data;

/** A prompt and two responses as conversations, and the texts that a pair judge sees of them. */
public sealed interface ResponsePair permits Pair, OpenPair {

  /** What the responses answer. */
  Conversation prompt();

  /** The response of Assistant 1. */
  Conversation reply1();

  /** The response of Assistant 2. */
  Conversation reply2();

  /** What the responses answer, as a judge sees it. */
  default String query() {
    return prompt().query();
  }

  /** The response of Assistant 1, as a judge sees it. */
  default String first() {
    return reply1().response();
  }

  /** The response of Assistant 2, as a judge sees it. */
  default String second() {
    return reply2().response();
  }
}
