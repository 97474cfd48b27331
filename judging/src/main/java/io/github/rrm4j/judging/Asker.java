package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Asks a judge: the one way from a question to what the judge says. Votes, benchmarks, pools and
 * held-out evaluations differ in what they ask and what they count, not in how.
 *
 * <p>{@link TokenAsker} asks a model whose tokens are known here, {@link ChatAsker} one behind an
 * API that speaks text. What is asked of a pair beforehand has the answers of a judge whose limits
 * are not known here, as long as nothing else is said: every pair is shown as it is.
 */
public interface Asker {

  /**
   * Asks some questions together. About a pair that is too long no question is asked: each of its
   * judgements is {@link io.github.rrm4j.rewards.Verdict#OVERLONG}.
   *
   * @param samples judgements of each
   * @param listener is told each token as it comes, with the index of the question; not of a judge
   *     that speaks text
   * @return of each question its judgements, in order
   */
  List<List<JudgedQuestion>> ask(List<Question> questions, int samples, TokenListener listener);

  /**
   * Asks some questions together.
   *
   * @param samples judgements of each
   * @return of each question its judgements, in order
   */
  default List<List<JudgedQuestion>> ask(List<Question> questions, int samples) {
    return ask(questions, samples, TokenListener.NONE);
  }

  /**
   * Whether each judgement is a call of its own, so that some of a question's samples can be asked
   * for alone. Elsewhere samples of one question are drawn together, from one prompt.
   */
  default boolean asksEach() {
    return false;
  }

  /**
   * Asks for single samples, where {@link #asksEach}.
   *
   * @param samples of each question one number
   */
  default List<JudgedQuestion> askEach(List<Question> questions, List<Integer> samples) {
    throw new UnsupportedOperationException("samples of a question are drawn together");
  }

  /**
   * Asks what is no pair, each inquiry for one completion.
   *
   * @return the completions, in order
   */
  List<Completed> complete(List<Inquiry> inquiries);

  /** The words in which it is asked. */
  JudgeTemplate template();

  /**
   * Checks that an inquiry leaves room for its completion.
   *
   * @param what it is, for the message: where it stands and its name
   * @return false where it is too long and that is no error; true where its length is not known
   * @throws InvalidInput if it is known to be too long and that is an error
   */
  default boolean check(Inquiry.Wording wording, String what) {
    return true;
  }

  /** The pair of a question as the judge is shown it; empty where it is too long. */
  default Optional<OpenPair> shown(Question question) {
    return Optional.of(question.shown());
  }

  /** Whether a pair's prompt leaves room for a judgement, as far as that is known. */
  default boolean fits(OpenPair pair) {
    return true;
  }

  /**
   * Whether a character reaches the judge as it is written, but for case and the form of letters: a
   * tokenizer may have no tokens for it.
   */
  default boolean carries(int codePoint) {
    return true;
  }

  /** How the judge is shown a pair, as far as that is known before it is asked. */
  default PromptFit fit(OpenPair pair) {
    return PromptFit.WHOLE;
  }

  /**
   * Checks that a pair can be judged.
   *
   * @param place where it stands, for messages
   * @return how the judge is shown it
   * @throws InvalidInput if its prompt is known to be too long and that is an error
   */
  default PromptFit check(OpenPair pair, String place) {
    return fit(pair);
  }

  /** How long a text is beside others: tokens, or characters where tokens are not known. */
  default int length(String text) {
    return text.length();
  }

  /**
   * The probability of a judgement's verdict, in [0, 1]; empty where there is no verdict for a
   * response, or this judge's tokens are not known.
   */
  default OptionalDouble probability(JudgedQuestion judged) {
    return OptionalDouble.empty();
  }

  /** The text that a judge is asked with about a pair as it is presented. */
  String promptText(OpenPair shown);

  /** How a judgement is drawn. */
  Sampling sampling();

  /**
   * The tokens of this judge.
   *
   * @param what needs them, for the message
   * @throws InvalidInput if it speaks text only
   */
  TokenAsker tokens(String what);

  /** What was asked and answered so far in one line; empty where nothing is counted. */
  default Optional<String> spending() {
    return Optional.empty();
  }

  /**
   * Checks that judgements of one order would not all be the same.
   *
   * @param votes of a pair
   * @throws InvalidInput if there is no vote, or temperature 0 would repeat them
   */
  default void checkVotes(int votes, Orders orders) {
    if (votes < 1) {
      throw new InvalidInput("votes: there are " + votes + ", must be at least 1");
    }
    if (votes > (orders == Orders.HALF ? 2 : 1) && sampling().temperature() == 0) {
      throw InvalidInput.of(
          "votes: %d at temperature 0 are the same vote %d times; raise the temperature or take one"
              + " vote",
          votes, votes);
    }
  }
}
