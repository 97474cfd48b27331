package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A judge for tests that answers inquiries from the words of their prompts. */
final class WordsAsker implements FakeAsker {

  private final JudgeTemplate template;
  private final BiFunction<String, Key, String> answer;

  /** The prompts, in the order in which they were asked. */
  final List<String> prompts = new ArrayList<>();

  /**
   * @param answer of a user's message and the key of a completion
   */
  WordsAsker(JudgeTemplate template, BiFunction<String, Key, String> answer) {
    this.template = template;
    this.answer = answer;
  }

  @Override
  public List<Completed> complete(List<Inquiry> inquiries) {
    List<Completed> completed = new ArrayList<>();
    for (Inquiry inquiry : inquiries) {
      List<Message> messages = inquiry.wording().of(template, text -> text);
      String prompt = messages.get(messages.size() - 1).content();
      prompts.add(prompt);
      String said = answer.apply(prompt, inquiry.key().with(inquiry.sample()));
      completed.add(
          Completed.of(
              said, said.startsWith("truncated"), Optional.of(said), 5, 9, Optional.empty()));
    }
    return completed;
  }

  @Override
  public JudgeTemplate template() {
    return template;
  }

  @Override
  public List<List<JudgedQuestion>> ask(
      List<Question> questions, int samples, TokenListener listener) {
    throw new UnsupportedOperationException("inquiries only");
  }
}
