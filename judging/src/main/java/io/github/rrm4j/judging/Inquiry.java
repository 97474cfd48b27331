package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ChatTemplate.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a judge is asked that is no pair: the ranking of n responses, a rubric.
 *
 * @param key what the draws depend on: sample g draws from {@code key.with(g)}
 * @param sample g
 */
record Inquiry(Wording wording, Key key, int sample) {

  /** How it is put. */
  interface Wording {

    /**
     * The messages in the words of a template.
     *
     * @param literal marks a text of the data, in which a control token is text
     */
    List<Message> of(JudgeTemplate template, UnaryOperator<String> literal);
  }
}
