package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A judge that is open: a model with the words in which it is asked. It says which of two responses
 * to a query is better, after thinking, and ranks several.
 *
 * <pre>{@code
 * JudgeSpec spec = JudgeSpec.of(Path.of("runs/quickstart")).votes(5).bothOrders();
 * try (Judge judge = Judge.open(spec)) {
 *   PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
 *   System.out.println(verdict.result() + ": " + verdict.reasoning());
 * }
 * }</pre>
 *
 * <p>Verdicts are reproducible: what is drawn for a pair depends on the spec's seed, the pair's
 * texts, the order and the number of the vote, not on what else is judged. The methods may be
 * called from several threads; they wait for each other, since one batch keeps all cores busy. Hand
 * over many pairs at once with {@link #compareAll} rather than one by one from many threads.
 */
public final class Judge implements PairJudge {

  private final JudgeSpec spec;
  private final Optional<OpenModel> model;
  private final Asker asker;
  private final Runnable closing;
  private final JudgeCalibration calibration;
  private final Optional<Judge> direct;

  private Judge(
      JudgeSpec spec,
      Optional<OpenModel> model,
      Asker asker,
      Runnable closing,
      Optional<Judge> direct) {
    this.direct = direct;
    this.spec = spec;
    this.model = model;
    this.asker = asker;
    this.closing = closing;
    this.calibration = spec.calibration();
  }

  /**
   * Opens a judge; whoever calls closes it. Where servers or an API generate, a judgement that
   * stays away is {@link io.github.rrm4j.rewards.Verdict#FAILED}, up to {@link
   * JudgeSpec#maxFailed}.
   *
   * @throws InvalidInput if the model is not there or does not fit together, or the spec asks for
   *     what cannot be
   */
  public static Judge open(JudgeSpec spec) {
    return open(spec, ModelSpec::open);
  }

  /**
   * Opens a judge of which nothing is asked here: it says how pairs fit and what votes it can have,
   * and the weights of its model are not read.
   *
   * @throws InvalidInput as {@link #open}
   */
  public static Judge reading(JudgeSpec spec) {
    return open(spec, ModelSpec::openTexts);
  }

  private static Judge open(JudgeSpec spec, Function<ModelSpec, OpenModel> opening) {
    Optional<Judge> direct = spec.router().map(first -> open(first.direct(spec), opening));
    try {
      return open(spec, opening, direct);
    } catch (RuntimeException e) {
      direct.ifPresent(Judge::close);
      throw e;
    }
  }

  private static Judge open(
      JudgeSpec spec, Function<ModelSpec, OpenModel> opening, Optional<Judge> direct) {
    if (spec.model().api().isPresent()) {
      ChatAsker asker = ChatAsker.open(spec, spec.model().api().get());
      return new Judge(spec, Optional.empty(), asker, asker::close, direct);
    }
    JudgeSettings settings = spec.settings();
    OpenModel model = opening.apply(spec.model());
    try {
      JudgeFormat format =
          new JudgeFormat(settings, model.chat(), model.tokenizer(), Key.of(spec.seed(), "rubric"));
      Sampling plain = settings.sampling();
      Sampling sampling =
          spec.sampling().thinkingBudget().isPresent()
              ? plain.within(
                  format.thinkingBudget(
                      spec.sampling().thinkingBudget().getAsInt(), spec.sampling().verdictTokens()))
              : plain;
      Asker asker =
          new TokenAsker(
              format,
              model.engine(spec.maxSequences()),
              sampling,
              spec.overlong(),
              Optional.of(new FailedCalls(spec.maxFailed())));
      return new Judge(spec, Optional.of(model), asker, model::close, direct);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public PairVerdict compare(String query, String first, String second) {
    return compare(pair(query, first, second));
  }

  @Override
  public PairVerdict compare(OpenPair pair) {
    return compare(pair, token -> {});
  }

  /**
   * Judges a pair and tells each token as it comes, of one vote after another as they are drawn.
   *
   * @throws InvalidInput if the prompt is longer than the model's positions allow and the spec
   *     refuses that, or the votes would all be the same
   */
  public synchronized PairVerdict compare(OpenPair pair, IntConsumer tokens) {
    Voting voting = voting();
    voting.check(pair, "judge");
    return voting
        .judge(List.of(pair), key(), (question, sample, token) -> tokens.accept(token))
        .get(0);
  }

  /** {@inheritDoc} As many are judged together as {@link JudgeSpec#maxSequences} allows. */
  @Override
  public Stream<PairVerdict> compareAll(Stream<OpenPair> pairs) {
    Voting voting = voting();
    Iterator<OpenPair> source = pairs.iterator();
    int window = voting.together(spec.maxSequences());
    Iterator<PairVerdict> verdicts =
        new Iterator<>() {
          private Iterator<PairVerdict> judged = List.<PairVerdict>of().iterator();

          @Override
          public boolean hasNext() {
            return judged.hasNext() || source.hasNext();
          }

          @Override
          public PairVerdict next() {
            if (!judged.hasNext()) {
              judged = window(voting, source, window).iterator();
            }
            return judged.next();
          }
        };
    return JudgeStreams.of(verdicts).onClose(pairs::close);
  }

  private synchronized List<PairVerdict> window(
      Voting voting, Iterator<OpenPair> source, int window) {
    List<OpenPair> some = new ArrayList<>();
    while (some.size() < window && source.hasNext()) {
      OpenPair pair = source.next();
      voting.check(pair, "judge");
      some.add(pair);
    }
    return voting.judge(some, key());
  }

  @Override
  public synchronized Ranked rank(
      String query, List<String> responses, RankingMethod method, RankingMethod.Settings settings) {
    if (responses.size() < 2) {
      throw InvalidInput.of("rank: there are %d responses, must be at least 2", responses.size());
    }
    ResponseList list = new ResponseList(query, "", query, responses, Optional.empty());
    Ranker ranker = new Ranker(voting(), method, settings, true);
    ranker.check(list, "rank");
    return ranker.rank(List.of(list), key(), spec.maxSequences(), done -> {}).ranked().get(0);
  }

  /**
   * A pair with an id made of its texts, so that the same pair gets the same draws whatever is
   * judged beside it.
   */
  public static OpenPair pair(String query, String first, String second) {
    String id = Integer.toHexString(List.of(query, first, second).hashCode());
    return new OpenPair(id, query, first, second, Optional.empty());
  }

  /**
   * What the draws of a judge depend on, besides what is judged.
   *
   * @param seed of its spec
   */
  public static Key key(long seed) {
    return Key.of(seed, "judge");
  }

  private Key key() {
    return key(spec.seed());
  }

  /** Votes as the spec has them. */
  public Voting voting() {
    return voting(spec.plan().votes(), spec.plan().orders());
  }

  /**
   * Another number of votes, or other orders; they end early where those of the spec do.
   *
   * @throws InvalidInput if there is no vote, or all votes of an order would be the same
   */
  public Voting voting(int votes, Orders orders) {
    return new Voting(asker, spec.plan().votes(votes).orders(orders), router());
  }

  /** Who is asked before this judge; empty where nobody is. */
  public Optional<Router> router() {
    return direct.map(first -> new Router(first.asker(), spec.router().orElseThrow().rule()));
  }

  /** The direct judge that is asked first; empty where none is. */
  public Optional<Judge> direct() {
    return direct;
  }

  public JudgeSpec spec() {
    return spec;
  }

  public Asker asker() {
    return asker;
  }

  /**
   * How a pair becomes a prompt and a completion a verdict.
   *
   * @throws InvalidInput if the judge is behind an API, which takes no tokens
   */
  public JudgeFormat format() {
    return asker.tokens("judge").judge();
  }

  /** Whether the tokens of its judgements are known here; those of an API are not. */
  public boolean hasTokens() {
    return model.isPresent();
  }

  /** How often it is right by its confidence, as its folder says; nothing where it does not. */
  public JudgeCalibration calibration() {
    return calibration;
  }

  /** Calls, tokens and dollars of an API so far, in one line; empty where nobody counts them. */
  public Optional<String> spending() {
    return asker.spending();
  }

  public Sampling sampling() {
    return asker.sampling();
  }

  /**
   * The model.
   *
   * @throws InvalidInput if the judge is behind an API
   */
  public OpenModel model() {
    return model.orElseThrow(
        () ->
            new InvalidInput(
                "judge: "
                    + spec.model().described()
                    + " has no model here, must be a model folder"));
  }

  @Override
  public synchronized void close() {
    closing.run();
    direct.ifPresent(Judge::close);
  }
}
