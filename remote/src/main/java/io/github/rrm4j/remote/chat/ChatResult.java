package io.github.rrm4j.remote.chat;

import java.util.OptionalInt;

/** What became of a request: an answer, or none. */
public sealed interface ChatResult {

  /**
   * An answer.
   *
   * @param text what it says
   * @param reasoning the thinking, where the server gives it; else empty
   * @param truncated whether it hit the limit of tokens
   * @param usage what it took
   */
  record Answer(String text, String reasoning, boolean truncated, Usage usage)
      implements ChatResult {}

  /**
   * There is no answer.
   *
   * @param kind a word for the count: timeout, status 503, content filter
   * @param why one line
   */
  record Failed(String kind, String why) implements ChatResult {

    /** The answer was held back by a filter. */
    static final String FILTER = "content filter";

    /** The model refuses. */
    static final String REFUSAL = "refusal";

    /** Whether the server is well and will not answer. */
    public boolean withheld() {
      return kind.equals(FILTER) || kind.equals(REFUSAL);
    }
  }

  /**
   * The server says that the messages are longer than its model takes.
   *
   * @param why in its words
   */
  record TooLong(String why) implements ChatResult {}

  /**
   * Tokens as the server counts them; 0 where it does not say.
   *
   * @param input of the messages, cached ones too
   * @param cached of the messages, which the server had read before
   * @param output of the answer, its reasoning included
   * @param reasoning of the reasoning alone; empty where the server does not say
   */
  record Usage(int input, int cached, int output, OptionalInt reasoning) {

    /** Nothing is known. */
    public static final Usage NONE = new Usage(0, 0, 0, OptionalInt.empty());
  }
}
