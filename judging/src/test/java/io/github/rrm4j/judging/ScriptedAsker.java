package io.github.rrm4j.judging;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A judge for tests that says what is written for each question and number of the sample. */
final class ScriptedAsker implements FakeAsker {

  /** What is said. */
  interface Script {
    /** For the sides of the pair's own order. */
    Verdict verdict(OpenPair pair, Order order, int sample);
  }

  /** How sure it is of a verdict; empty where that is not known. */
  interface Sureness {
    OptionalDouble probability(OpenPair pair, Order order);
  }

  private final Script script;
  private final Sureness sureness;

  /** How many judgements were asked for together. */
  final List<Integer> batches = new ArrayList<>();

  ScriptedAsker(Script script) {
    this(script, (pair, order) -> OptionalDouble.empty());
  }

  ScriptedAsker(Script script, Sureness sureness) {
    this.script = script;
    this.sureness = sureness;
  }

  @Override
  public OptionalDouble probability(JudgedQuestion judged) {
    return sureness.probability(judged.question().pair(), judged.question().order());
  }

  @Override
  public List<List<JudgedQuestion>> ask(
      List<Question> questions, int samples, TokenListener listener) {
    batches.add(questions.size() * samples);
    List<List<JudgedQuestion>> judged = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      Question question = questions.get(q);
      List<JudgedQuestion> own = new ArrayList<>();
      for (int s = 0; s < samples; s++) {
        int number = question.first() + s;
        listener.token(q, s, number);
        Verdict verdict = script.verdict(question.pair(), question.order(), number);
        own.add(
            JudgedQuestion.of(
                question,
                new Judgement(
                    "sample " + number, JudgedQuestion.own(verdict, question.order()), 5, 1),
                new ApiUsage(9, 0, 7, OptionalInt.of(5), OptionalDouble.empty())));
      }
      judged.add(own);
    }
    return judged;
  }

  @Override
  public List<Completed> complete(List<Inquiry> inquiries) {
    throw new UnsupportedOperationException("pairs only");
  }

  @Override
  public JudgeTemplate template() {
    return JudgeTemplate.named("compact");
  }
}
