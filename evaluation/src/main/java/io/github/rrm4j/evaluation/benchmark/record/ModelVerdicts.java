package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Sample.Transcript;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Showing;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The verdicts of a model: k independent samples of each showing.
 *
 * <p>What a sample draws depends on the key, the comparison's id, the order and the number of the
 * sample.
 */
public final class ModelVerdicts implements VerdictSource {

  private final Judge judge;
  private final RolloutEngine engine;
  private final Sampling sampling;
  private final int votes;
  private final Key key;
  private final Voting voting;

  /**
   * @param votes k
   * @param key what the draws depend on
   * @throws InvalidInput if there is no vote, or all votes would be the same
   */
  public ModelVerdicts(Judge judge, RolloutEngine engine, Sampling sampling, int votes, Key key) {
    this.judge = judge;
    this.engine = engine;
    this.sampling = sampling;
    this.votes = votes;
    this.key = key;
    this.voting = new Voting(judge, engine, sampling, votes, Voting.Orders.GIVEN);
  }

  @Override
  public void check(Showing showing) {
    voting.check(showing.comparison().shown(showing.order()), "benchmark");
  }

  @Override
  public List<List<Sample>> judge(List<Showing> showings) {
    List<Request> requests = new ArrayList<>();
    for (Showing showing : showings) {
      int[] prompt = judge.prompt(showing.comparison().shown(showing.order()));
      Key draws = key.with(showing.comparison().id()).with(showing.order().ordinal());
      requests.add(new Request(prompt, draws));
    }
    long start = System.nanoTime();
    List<List<Rollout>> rollouts = engine.generate(requests, votes, sampling);
    double seconds = (System.nanoTime() - start) / 1e9 / (showings.size() * votes);
    List<List<Sample>> samples = new ArrayList<>();
    for (int i = 0; i < showings.size(); i++) {
      samples.add(samples(showings.get(i), rollouts.get(i), seconds));
    }
    return samples;
  }

  /** The samples of a showing; the first one keeps its texts. */
  private List<Sample> samples(Showing showing, List<Rollout> rollouts, double seconds) {
    List<Sample> samples = new ArrayList<>();
    for (Rollout rollout : rollouts) {
      Judgement judgement = judge.read(rollout);
      Optional<Transcript> transcript =
          samples.isEmpty()
              ? Optional.of(
                  new Transcript(
                      judge.promptText(showing.comparison().shown(showing.order())),
                      judgement.text()))
              : Optional.empty();
      samples.add(sample(rollout, judgement, seconds, transcript));
    }
    return samples;
  }

  private static Sample sample(
      Rollout rollout, Judgement judgement, double seconds, Optional<Transcript> transcript) {
    return new Sample(
        Answer.of(judgement.verdict()),
        OptionalInt.of(judgement.thinkingTokens()),
        OptionalInt.of(rollout.sequence().completion().length),
        OptionalDouble.of(seconds),
        probability(rollout, judgement),
        OptionalDouble.empty(),
        transcript);
  }

  /**
   * The probability of the verdict given the thinking: exp of the sum of the log-probs of the
   * sampled tokens between the end of thinking and the end of the sequence. Tokens that were forced
   * have none.
   */
  private static OptionalDouble probability(Rollout rollout, Judgement judgement) {
    if (judgement.verdict().side().isEmpty()) {
      return OptionalDouble.empty();
    }
    int length = rollout.sequence().completion().length;
    int end = rollout.truncated() ? length : length - 1;
    double sum = 0;
    for (int i = end - judgement.verdictTokens(); i < end; i++) {
      float logprob = rollout.logprobs()[i];
      sum += Float.isNaN(logprob) ? 0 : logprob;
    }
    return OptionalDouble.of(Math.min(1, Math.exp(sum)));
  }
}
