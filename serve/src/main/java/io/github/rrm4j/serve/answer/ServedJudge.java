package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.Ranked;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.Router;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.SharedEngine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A judge that many ask at a time. Their judgements are drawn in one batch, and each caller gets
 * what {@code ./rrm judge} and {@code ./rrm rank} would say.
 *
 * <p>It is left by whoever has {@linkplain #enter entered} it; once it is {@linkplain #retire
 * retired}, the last one who leaves closes it.
 */
public final class ServedJudge {

  /** What is said of a judge that decides nothing, or that a request says itself. */
  private static final List<String> WHERE = List.of("model", "seed", "max_num_seqs");

  private final Judge judge;
  private final SharedEngine engine;
  private final Optional<SharedEngine> direct;
  private final String version;
  private int inside;
  private boolean retired;

  private ServedJudge(Judge judge, String version) {
    this.judge = judge;
    this.engine = new SharedEngine(judge.asker().tokens("serve").engine());
    this.direct =
        judge.direct().map(first -> new SharedEngine(first.asker().tokens("serve").engine()));
    this.version = version;
  }

  /**
   * Opens a judge.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if the model is not there or does not fit
   *     together
   */
  public static ServedJudge open(JudgeSpec spec) {
    if (spec.settings().template().hasRubric()) {
      throw new InvalidInput(
          "serve: the judge's template writes a rubric first, must have no part '=== rubric' to be"
              + " served; choose another --template");
    }
    String version = version(spec);
    return new ServedJudge(Judge.open(spec), version);
  }

  /** The digest of everything that decides a judgement but what is asked and the seed. */
  private static String version(JudgeSpec spec) {
    ObjectNode described = spec.described();
    described.remove(WHERE);
    if (described.get("router") instanceof ObjectNode first) {
      first.remove(WHERE);
    }
    described.put("compute", Word.of(spec.model().compute())).put("device", spec.model().device());
    JudgeCalibration calibration = spec.calibration();
    if (!calibration.maps().isEmpty()) {
      described.put("calibration", calibration.described());
    }
    spec.model()
        .engine()
        .ifPresent(servers -> described.put("engine", Word.of(servers.kind()) + servers.model()));
    return digest(described.toString()).substring(0, 16);
  }

  /** A SHA-256 in hexadecimal. */
  static String digest(String text) {
    MessageDigest digest = FileDigest.newDigest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return FileDigest.soFar(digest);
  }

  /** Stands for the model, its words and how it is drawn from. */
  public String version() {
    return version;
  }

  /** What was opened. */
  public Judge judge() {
    return judge;
  }

  /** What draws for all. */
  public SharedEngine engine() {
    return engine;
  }

  /** Comes in, unless it is retired. */
  synchronized boolean enter() {
    inside += retired ? 0 : 1;
    return !retired;
  }

  synchronized void leave() {
    inside--;
    closeIfLeft();
  }

  /** Lets nobody in any more. */
  public synchronized void retire() {
    if (!retired) {
      retired = true;
      closeIfLeft();
    }
  }

  private void closeIfLeft() {
    if (retired && inside == 0) {
      engine.close();
      direct.ifPresent(SharedEngine::close);
      judge.close();
    }
  }

  private Voting voting(Asking asking, Deadline deadline) {
    Sampling own = judge.sampling();
    Sampling sampling =
        new Sampling(
            asking.temperature().orElse(own.temperature()),
            own.maxNewTokens(),
            own.budget(),
            own.candidates(),
            own.stopping());
    if (asking.thinkingBudget().isPresent()) {
      sampling =
          sampling.within(
              judge
                  .format()
                  .thinkingBudget(
                      asking.thinkingBudget().getAsInt(), judge.spec().sampling().verdictTokens()));
    }
    Asker asker =
        new TokenAsker(judge.format(), engine.until(deadline), sampling, judge.spec().overlong());
    return new Voting(asker, asking.plan(), router(deadline));
  }

  /** The direct judge that is asked first, whose judgements are drawn in one batch too. */
  private Optional<Router> router(Deadline deadline) {
    return judge
        .direct()
        .map(
            first ->
                new Router(
                    new TokenAsker(
                        first.format(),
                        direct.orElseThrow().until(deadline),
                        first.sampling(),
                        first.spec().overlong()),
                    judge.spec().router().orElseThrow().rule()));
  }

  /**
   * Answers a request.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if a prompt is too long, or what is asked for
   *     cannot be drawn
   * @throws Deadline.Passed if the deadline passes
   */
  Answer answer(JudgeRequest request, Limits limits, Deadline deadline, Hearing hearing) {
    Voting voting = voting(request.asking(), deadline);
    ObjectNode body = Json.object().put("id", request.list().id()).put("judge_version", version);
    return request.pair()
        ? pair(request, voting, limits, hearing, body)
        : ranking(request, voting, limits, hearing, body);
  }

  private static void checkJudgements(long judgements, Limits limits) {
    if (judgements > limits.judgements()) {
      throw Refusal.badRequest(
          "this takes "
              + judgements
              + " judgements, must be at most "
              + limits.judgements()
              + " (--max-judgements); ask for fewer votes, opponents or responses");
    }
  }

  private Answer pair(
      JudgeRequest request, Voting voting, Limits limits, Hearing hearing, ObjectNode body) {
    checkJudgements(voting.judgementsOfAPair(), limits);
    voting.check(request.toPair(), "request");
    PairVerdict verdict =
        voting
            .judge(
                List.of(request.toPair()),
                Judge.key(request.asking().seed()),
                hearing.tokens(judge.format().tokenizer()))
            .get(0);
    return AnswerBody.of(body, verdict, judge.calibration());
  }

  private Answer ranking(
      JudgeRequest request, Voting voting, Limits limits, Hearing hearing, ObjectNode body) {
    RankingMethod method = request.method().orElseThrow();
    Ranker ranker = new Ranker(voting, method, request.settings(), true);
    long seed = request.asking().seed();
    Key key = request.named() ? Key.of(seed, "rank") : Judge.key(seed);
    checkJudgements(
        ranker.matches(List.of(request.list()), key) * voting.judgementsOfAPair(), limits);
    ranker.check(request.list(), "request");
    List<PairVerdict> heard = new ArrayList<>();
    Ranked ranked =
        ranker.rank(
            request.list(),
            key,
            judge.spec().maxSequences(),
            verdict -> {
              heard.add(verdict);
              hearing.verdict(verdict);
            });
    return AnswerBody.of(body, method, ranked, heard, judge.calibration());
  }

  /**
   * A text that the model writes in a conversation, whatever that is about.
   *
   * @param text without the end of the sequence
   * @param promptTokens of the conversation
   * @param tokens of the text, the end among them
   * @param stopped whether it ended by itself
   */
  public record Reply(String text, int promptTokens, int tokens, boolean stopped) {}

  /**
   * Lets the model itself answer.
   *
   * @param newTokens the longest reply; empty for that of a judgement
   * @throws io.github.rrm4j.contracts.InvalidInput if the conversation is too long
   */
  Reply reply(
      List<Message> messages, Asking asking, Optional<Integer> newTokens, Deadline deadline) {
    Tokenizer tokenizer = judge.format().tokenizer();
    List<Message> literal =
        messages.stream().map(m -> new Message(m.role(), tokenizer.literal(m.content()))).toList();
    int[] prompt = tokenizer.encode(judge.model().chat().render(literal));
    Sampling own = judge.sampling();
    Sampling sampling =
        new Sampling(
            asking.temperature().orElse(own.temperature()),
            newTokens.orElse(own.maxNewTokens()),
            Optional.empty(),
            own.candidates(),
            own.stopping());
    Request request = new Request(prompt, Key.of(asking.seed(), "chat"));
    Rollout rollout = engine.until(deadline).generate(List.of(request), 1, sampling).get(0).get(0);
    int[] tokens = rollout.sequence().completion();
    int length = rollout.truncated() ? tokens.length : tokens.length - 1;
    return new Reply(
        tokenizer.decode(Arrays.copyOf(tokens, length)),
        prompt.length,
        tokens.length,
        !rollout.truncated());
  }
}
