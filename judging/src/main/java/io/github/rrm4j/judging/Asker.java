package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a judge: the one way from a question to what the judge says. Votes, benchmarks, pools and
 * held-out evaluations differ in what they ask and what they count, not in how.
 *
 * @param judge prompt and verdict format of the judge
 * @param engine what generates
 * @param sampling how a judgement is drawn
 */
public record Asker(JudgeFormat judge, RolloutEngine engine, Sampling sampling) {

  /**
   * Asks some questions together.
   *
   * @param samples judgements of each
   * @return of each question its judgements, in order
   */
  public List<List<JudgedRollout>> ask(List<Question> questions, int samples) {
    return ask(questions, samples, (question, sample, token) -> {});
  }

  /**
   * Asks some questions together.
   *
   * @param samples judgements of each
   * @param listener is told each token as it comes
   * @return of each question its judgements, in order
   */
  public List<List<JudgedRollout>> ask(
      List<Question> questions, int samples, RolloutEngine.Listener listener) {
    List<Request> requests =
        questions.stream().map(q -> new Request(judge.prompt(q.shown()), q.key())).toList();
    List<List<Rollout>> rollouts = engine.generate(requests, samples, sampling, listener);
    List<List<JudgedRollout>> judged = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      judged.add(
          rollouts.get(i).stream()
              .map(rollout -> new JudgedRollout(question, judge.read(rollout), rollout))
              .toList());
    }
    return judged;
  }

  /** Whether a pair's prompt leaves room for a judgement. */
  public boolean fits(OpenPair pair) {
    return judge.prompt(pair).length <= engine.longestPrompt(sampling);
  }

  /**
   * Checks that a pair can be judged.
   *
   * @param place where it stands, for messages
   * @throws InvalidInput if its prompt is longer than the model's positions allow
   */
  public void check(OpenPair pair, String place) {
    if (!fits(pair)) {
      throw InvalidInput.of(
          "%s: the prompt of pair '%s' has %d tokens, must have at most %d, so that %d new tokens fit the model's positions; shorten or remove it, or lower --max-new-tokens",
          place,
          pair.id(),
          judge.prompt(pair).length,
          engine.longestPrompt(sampling),
          sampling.maxNewTokens());
    }
  }

  /**
   * Tokens that are left to the two responses of a pair.
   *
   * @param limit of the prompt, where the model's positions allow more
   * @return may be negative, where the query alone is too long
   */
  public int room(String query, int limit) {
    OpenPair empty = new OpenPair("", query, "", "", Optional.empty());
    return Math.min(limit, engine.longestPrompt(sampling)) - judge.prompt(empty).length;
  }

  /** The tokens that are counted. */
  public TokenText text() {
    return new TokenText(judge.tokenizer()::encode, judge.tokenizer()::decode);
  }

  /**
   * Checks that judgements of one order would not all be the same.
   *
   * @param votes of a pair
   * @throws InvalidInput if there is no vote, or temperature 0 would repeat them
   */
  public void checkVotes(int votes, Orders orders) {
    if (votes < 1) {
      throw new InvalidInput("votes: there are " + votes + ", must be at least 1");
    }
    if (votes > (orders == Orders.HALF ? 2 : 1) && sampling.temperature() == 0) {
      throw InvalidInput.of(
          "votes: %d at temperature 0 are the same vote %d times; raise the temperature or take one vote",
          votes, votes);
    }
  }
}
