package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Sample.Transcript;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.JudgedQuestion;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Question;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VoteTally;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The verdicts of a model: k independent samples of each showing.
 *
 * <p>What a sample draws depends on the key, the comparison's id, the order and the number of the
 * sample.
 *
 * @param votes k
 * @param stop when fewer are enough, by the votes on the showing alone: those that are asked for
 *     are the first of k
 * @param key what the draws depend on
 */
public record ModelVerdicts(Asker asker, int votes, StoppingRule stop, Key key)
    implements VerdictSource {

  /**
   * @throws InvalidInput if there is no vote, or all votes would be the same
   */
  public ModelVerdicts {
    asker.checkVotes(votes, Orders.ONE);
  }

  /** Votes that do not stop. */
  public ModelVerdicts(Asker asker, int votes, Key key) {
    this(asker, votes, StoppingRule.NEVER, key);
  }

  @Override
  public PromptFit check(PresentedPair showing) {
    return asker.check(showing.comparison().shown(showing.order()), "benchmark");
  }

  @Override
  public List<List<Sample>> judge(List<PresentedPair> showings) {
    List<Question> questions =
        showings.stream()
            .map(showing -> Question.of(showing.comparison().pair(), showing.order(), key))
            .toList();
    long start = System.nanoTime();
    List<List<JudgedQuestion>> judged =
        stop.mayStop() ? stopped(questions) : asker.ask(questions, votes);
    int judgements = judged.stream().mapToInt(List::size).sum();
    double seconds = (System.nanoTime() - start) / 1e9 / judgements;
    return judged.stream().map(rollouts -> samples(rollouts, seconds)).toList();
  }

  /** One vote after the other, on all showings together that have not enough. */
  private List<List<JudgedQuestion>> stopped(List<Question> questions) {
    List<List<JudgedQuestion>> judged = new ArrayList<>();
    questions.forEach(question -> judged.add(new ArrayList<>()));
    List<Integer> open = IntStream.range(0, questions.size()).boxed().toList();
    for (int vote = 0; vote < votes && !open.isEmpty(); vote++) {
      int number = vote;
      List<Question> asked = open.stream().map(i -> questions.get(i).from(number)).toList();
      Iterator<List<JudgedQuestion>> answers = asker.ask(asked, 1).iterator();
      open.forEach(i -> judged.get(i).addAll(answers.next()));
      open = open.stream().filter(i -> !isEnough(judged.get(i))).toList();
    }
    return judged;
  }

  private boolean isEnough(List<JudgedQuestion> judged) {
    List<Verdict> verdicts = judged.stream().map(JudgedQuestion::verdict).toList();
    return verdicts.contains(Verdict.OVERLONG)
        || stop.stops(new VoteTally(MajorityVote.of(verdicts), MajorityVote.NONE));
  }

  /** The samples of a showing; the first one keeps its texts, unless the judge was not asked. */
  private List<Sample> samples(List<JudgedQuestion> rollouts, double seconds) {
    List<Sample> samples = new ArrayList<>();
    for (JudgedQuestion one : rollouts) {
      if (!one.answered()) {
        samples.add(new Sample(Answer.of(one.judgement().verdict())));
        continue;
      }
      Judgement judgement = one.judgement();
      Optional<Transcript> transcript =
          samples.isEmpty()
              ? Optional.of(
                  new Transcript(
                      asker.promptText(asker.shown(one.question()).orElseThrow()),
                      judgement.text()))
              : Optional.empty();
      samples.add(
          new Sample(
              Answer.of(judgement.verdict()),
              one.thinkingTokens(),
              OptionalInt.of(one.length()),
              OptionalDouble.of(seconds),
              asker.probability(one),
              judgement.confidence(),
              OptionalDouble.empty(),
              transcript,
              one.usage()));
    }
    return samples;
  }
}
