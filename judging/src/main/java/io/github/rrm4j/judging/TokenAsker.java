package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.preparation.ResponseEnds;
import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Asks a model whose tokens are known here, wherever its weights are.
 *
 * @param judge prompt and verdict format of the judge
 * @param engine what generates
 * @param sampling how a judgement is drawn
 * @param overlong what becomes of a pair whose prompt is too long
 * @param failures how many judgements may stay away; empty where the first one that does is an
 *     error
 */
public record TokenAsker(
    JudgeFormat judge,
    RolloutEngine engine,
    Sampling sampling,
    Overlong overlong,
    Optional<FailedCalls> failures)
    implements Asker {

  /** Tokens that the prompt of a pair may have more in one order than in the other. */
  private static final int SEAMS = 8;

  /** An asker of pairs whose prompts all fit. */
  public TokenAsker(JudgeFormat judge, RolloutEngine engine, Sampling sampling) {
    this(judge, engine, sampling, Overlong.FAIL);
  }

  /** An asker for which a judgement that stays away is an error. */
  public TokenAsker(JudgeFormat judge, RolloutEngine engine, Sampling sampling, Overlong overlong) {
    this(judge, engine, sampling, overlong, Optional.empty());
  }

  @Override
  public List<List<JudgedQuestion>> ask(
      List<Question> questions, int samples, TokenListener listener) {
    if (judge.rubrics().isEmpty()) {
      return judged(questions, samples, listener);
    }
    return judge
        .rubrics()
        .get()
        .before(
            this,
            questions,
            samples,
            (some, numbers) ->
                judged(
                    some,
                    samples,
                    listener == TokenListener.NONE
                        ? listener
                        : (request, sample, token) ->
                            listener.token(numbers[request], sample, token)));
  }

  private List<List<JudgedQuestion>> judged(
      List<Question> questions, int samples, TokenListener listener) {
    List<Optional<OpenPair>> shown = questions.stream().map(this::shown).toList();
    int[] asked = IntStream.range(0, shown.size()).filter(i -> shown.get(i).isPresent()).toArray();
    List<Request> requests =
        Arrays.stream(asked).mapToObj(i -> request(shown.get(i).get(), questions.get(i))).toList();
    List<List<JudgedQuestion>> judged = new ArrayList<>();
    questions.forEach(
        q -> judged.add(Collections.nCopies(samples, JudgedQuestion.none(q, Verdict.OVERLONG))));
    if (requests.isEmpty()) {
      return judged;
    }
    TokenListener renumbered =
        listener == TokenListener.NONE
            ? listener
            : (request, sample, token) -> listener.token(asked[request], sample, token);
    List<List<Optional<Rollout>>> rollouts = drawn(requests, samples, renumbered);
    for (int i = 0; i < asked.length; i++) {
      Question question = questions.get(asked[i]);
      judged.set(asked[i], rollouts.get(i).stream().map(one -> read(question, one)).toList());
    }
    return judged;
  }

  @Override
  public List<Completed> complete(List<Inquiry> inquiries) {
    List<Completed> completed = new ArrayList<>();
    inquiries.forEach(one -> completed.add(Completed.none(Verdict.OVERLONG)));
    List<Request> requests = new ArrayList<>();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < inquiries.size(); i++) {
      Inquiry inquiry = inquiries.get(i);
      int[] prompt = judge.prompt(inquiry.wording());
      if (overlong == Overlong.FAIL || prompt.length <= engine.longestPrompt(sampling)) {
        requests.add(new Request(prompt, inquiry.key()).from(inquiry.sample()));
        asked.add(i);
      }
    }
    if (requests.isEmpty()) {
      return completed;
    }
    List<List<Optional<Rollout>>> rollouts = drawn(requests, 1, TokenListener.NONE);
    for (int i = 0; i < asked.size(); i++) {
      Optional<Rollout> rollout = rollouts.get(i).get(0);
      completed.set(
          asked.get(i),
          rollout.map(judge::completed).orElseGet(() -> Completed.none(Verdict.FAILED)));
    }
    return completed;
  }

  @Override
  public JudgeTemplate template() {
    return judge.template();
  }

  @Override
  public boolean check(Inquiry.Wording wording, String what) {
    int tokens = judge.prompt(wording).length;
    int longest = engine.longestPrompt(sampling);
    boolean fits = tokens <= longest;
    if (!fits && (overlong == Overlong.FAIL || longest < 1)) {
      throw InvalidInput.of(
          "%s: the prompt has %d tokens, must have at most %d, so that %d new tokens fit the model's"
              + " positions; shorten or remove it, lower --max-new-tokens, or choose --overlong"
              + " count",
          what, tokens, longest, sampling.maxNewTokens());
    }
    return fits;
  }

  private Request request(OpenPair shown, Question question) {
    return new Request(judge.prompt(shown), question.key()).from(question.first());
  }

  private List<List<Optional<Rollout>>> drawn(
      List<Request> requests, int samples, TokenListener listener) {
    if (failures.isEmpty()) {
      return engine.generate(requests, samples, sampling, listener).stream()
          .map(group -> group.stream().map(Optional::of).toList())
          .toList();
    }
    RolloutEngine.Attempts attempts = engine.attempt(requests, samples, sampling, listener);
    failures.get().count(requests.size() * samples, attempts.failed(), 0);
    return attempts.groups();
  }

  private JudgedQuestion read(Question question, Optional<Rollout> rollout) {
    return rollout
        .map(one -> JudgedQuestion.of(question, judge.read(one), one))
        .orElseGet(() -> JudgedQuestion.none(question, Verdict.FAILED));
  }

  /**
   * The pair of a question as the judge is shown it; empty where it is too long. Where that is an
   * error the pair is not looked at: {@link #check} has.
   */
  @Override
  public Optional<OpenPair> shown(Question question) {
    return overlong == Overlong.FAIL ? Optional.of(question.shown()) : shown(question.shown());
  }

  /**
   * A pair as the judge is shown it. Both orders are shown the same texts, or neither is.
   *
   * <p>Source: truncation from the middle as verl has it for prompts ({@code data.truncation:
   * middle}). Differs: only responses are cut.
   *
   * @return empty where it is too long
   */
  private Optional<OpenPair> shown(OpenPair pair) {
    if (excess(pair) <= 0) {
      return Optional.of(pair);
    }
    if (overlong != Overlong.SHORTEN) {
      return Optional.empty();
    }
    ResponseEnds ends = new ResponseEnds(judge::tokens);
    return ResponseEnds.fit(
        room(pair.query(), Integer.MAX_VALUE),
        room -> ends.of(pair.first(), pair.second(), room).map(both -> with(both, pair)),
        this::excess);
  }

  private static OpenPair with(List<String> responses, OpenPair pair) {
    return new OpenPair(pair.id(), pair.query(), responses.get(0), responses.get(1), pair.gold());
  }

  /** Tokens that the longer one of a pair's two prompts has too many; 0 or less where both fit. */
  private int excess(OpenPair pair) {
    int rubric = sampling.maxNewTokens();
    int given = judge.length(pair, rubric) - engine.longestPrompt(sampling);
    return given + SEAMS <= 0
        ? given
        : Math.max(given, judge.length(pair.swapped(), rubric) - engine.longestPrompt(sampling));
  }

  @Override
  public boolean fits(OpenPair pair) {
    return excess(pair) <= 0;
  }

  @Override
  public boolean carries(int codePoint) {
    String written = Character.toString(codePoint);
    return plain(text().decode(text().encode(written))).equalsIgnoreCase(plain(written));
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
  }

  @Override
  public PromptFit fit(OpenPair pair) {
    if (fits(pair)) {
      return PromptFit.WHOLE;
    }
    return shown(pair).isPresent() ? PromptFit.SHORTENED : PromptFit.OVERLONG;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInput if its prompt is longer than the model's positions allow and that is an
   *     error, or no prompt at all fits
   */
  @Override
  public PromptFit check(OpenPair pair, String place) {
    PromptFit fit = fit(pair);
    int longest = engine.longestPrompt(sampling);
    if (fit == PromptFit.OVERLONG && (overlong == Overlong.FAIL || longest < 1)) {
      throw InvalidInput.of(
          "%s: the prompt of pair '%s' has %d tokens, must have at most %d, so that %d new tokens"
              + " fit the model's positions; shorten or remove it, lower --max-new-tokens, or"
              + " choose --overlong count or shorten",
          place, pair.id(), longest + excess(pair), longest, sampling.maxNewTokens());
    }
    return fit;
  }

  /**
   * Tokens that are left to the two responses of a pair.
   *
   * @param limit of the prompt, where the model's positions allow more
   * @return may be negative, where the query alone is too long
   */
  public int room(String query, int limit) {
    OpenPair empty = new OpenPair("", query, "", "", Optional.empty());
    return Math.min(limit, engine.longestPrompt(sampling))
        - judge.length(empty, sampling.maxNewTokens());
  }

  /** The tokens that are counted. */
  public TokenText text() {
    return new TokenText(judge.tokenizer()::encode, judge.tokenizer()::decode);
  }

  @Override
  public int length(String text) {
    return judge.tokens(text);
  }

  @Override
  public OptionalDouble probability(JudgedQuestion judged) {
    return judged
        .rollout()
        .map(rollout -> judge.probability(rollout, judged.judgement()))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public String promptText(OpenPair shown) {
    return judge.promptText(shown);
  }

  @Override
  public TokenAsker tokens(String what) {
    return this;
  }

  /** {@inheritDoc} Rubrics alone are counted. */
  @Override
  public Optional<String> spending() {
    return judge.rubrics().map(Rubrics::line);
  }
}
