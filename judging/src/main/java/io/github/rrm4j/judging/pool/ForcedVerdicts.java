package io.github.rrm4j.judging.pool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.JudgedQuestion;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.judging.JudgementLine;
import io.github.rrm4j.judging.Question;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.pool.JudgementPool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The verdicts that stored judgements would have given under thinking budgets.
 *
 * <p>A judgement whose thinking ended within the budget is what it is. Of another one the first B
 * tokens are what the budget would have left, since a budget changes nothing before it strikes; so
 * they are kept, the end of thinking is appended, and only the verdict is drawn. The distribution
 * is that of {@link Sampling#within}, at the cost of the verdicts alone.
 */
public final class ForcedVerdicts implements AutoCloseable {

  private final Asking asking;
  private final TokenAsker asker;
  private final int verdictTokens;
  private final Map<String, Verdict> verdicts = new HashMap<>();
  private final Map<Integer, ThinkingBudget> budgets = new HashMap<>();
  private final ResumableLog log;

  /**
   * Opens what is stored in a file.
   *
   * @param verdictTokens the most tokens after a forced end of thinking
   */
  public ForcedVerdicts(Path file, Asking asking, int verdictTokens) {
    this.asking = asking;
    this.asker = asking.asker().tokens("thinking budgets");
    this.verdictTokens = verdictTokens;
    this.log =
        ResumableLog.open(
            file, Unit.markedWindow(), kept -> JsonLines.forEachOwn(kept, this::read));
  }

  /** A judgement of the pool that a budget strikes. */
  private record Struck(OpenPair pair, int number, PooledJudgement sample) {

    String key(int budget) {
      return budget + " " + number + " " + pair.id();
    }
  }

  /** Whether a budget ends the thinking of a judgement by force. */
  public boolean strikes(PooledJudgement sample, int budget) {
    int mark = thinkingBudget(budget).mark();
    int[] tokens = sample.tokens();
    return tokens.length > budget && IntStream.range(0, budget).noneMatch(i -> tokens[i] == mark);
  }

  /** The verdict under a budget. */
  public Verdict verdict(OpenPair pair, int number, PooledJudgement sample, int budget) {
    return strikes(sample, budget)
        ? verdicts.get(new Struck(pair, number, sample).key(budget))
        : sample.verdict();
  }

  private ThinkingBudget thinkingBudget(int budget) {
    return budgets.computeIfAbsent(
        budget, tokens -> asker.judge().thinkingBudget(tokens, verdictTokens));
  }

  /**
   * Draws the verdicts of samples 0 to n - 1 under a budget.
   *
   * @param progress is given how many judgements have been looked at
   * @throws io.github.rrm4j.contracts.InvalidInput if the budget leaves no token for the verdict
   */
  public void fill(
      List<OpenPair> pairs, JudgementPool pool, int n, int budget, LongConsumer progress)
      throws IOException {
    asker.sampling().within(thinkingBudget(budget));
    List<Struck> window = new ArrayList<>();
    long looked = 0;
    for (OpenPair pair : pairs) {
      List<PooledJudgement> samples = pool.of(pair.id(), n);
      for (int number = 0; number < n; number++) {
        Struck struck = new Struck(pair, number, samples.get(number));
        if (strikes(samples.get(number), budget) && !verdicts.containsKey(struck.key(budget))) {
          window.add(struck);
        }
        looked++;
        if (window.size() == asking.rows()) {
          judge(window, budget);
          window.clear();
          progress.accept(looked);
        }
      }
    }
    judge(window, budget);
    progress.accept(looked);
  }

  private void judge(List<Struck> window, int budget) throws IOException {
    if (window.isEmpty()) {
      return;
    }
    ThinkingBudget limit = thinkingBudget(budget);
    int from = budget + limit.forced().length;
    int most = Math.min(verdictTokens, asker.sampling().maxNewTokens() - from);
    List<Request> requests = new ArrayList<>();
    for (Struck struck : window) {
      Key key = asking.key().with("forced").with(struck.pair().id()).with(struck.number());
      int[] prompt = prompt(struck);
      requests.add(
          new Request(
              joined(prompt, joined(cut(struck, budget), limit.forced())), key.with(budget)));
    }
    Sampling drawn = asker.sampling();
    Sampling rest =
        new Sampling(drawn.temperature(), most)
            .among(drawn.candidates())
            .stopping(drawn.stopping());
    List<List<Rollout>> rollouts = asker.engine().generate(requests, 1, rest);
    List<ObjectNode> lines = new ArrayList<>();
    for (int i = 0; i < window.size(); i++) {
      lines.add(store(window.get(i), budget, limit, rollouts.get(i).get(0)));
    }
    log.append(lines);
  }

  private ObjectNode store(Struck struck, int budget, ThinkingBudget limit, Rollout tail) {
    int[] before = joined(cut(struck, budget), limit.forced());
    int[] completion = joined(before, tail.sequence().completion());
    Rollout whole =
        new Rollout(
            new TokenSequence(prompt(struck), completion),
            new float[completion.length],
            tail.finish(),
            Optional.of(new Rollout.Span(budget, before.length)));
    Judgement judgement = asker.judge().read(whole);
    Verdict verdict = JudgedQuestion.own(judgement.verdict(), struck.sample().order());
    verdicts.put(struck.key(budget), verdict);
    return JudgementLine.of(struck.pair().id(), struck.sample().order())
        .put("sample", struck.number())
        .put("budget", budget)
        .put("verdict", Word.of(verdict));
  }

  /** The prompt that the judgement was an answer to. */
  private int[] prompt(Struck struck) {
    Question question = new Question(struck.pair(), struck.sample().order(), asking.key());
    return asker.judge().prompt(asker.shown(question).orElseThrow());
  }

  private static int[] cut(Struck struck, int budget) {
    return Arrays.copyOf(struck.sample().tokens(), budget);
  }

  private static int[] joined(int[] one, int[] other) {
    return IntStream.concat(Arrays.stream(one), Arrays.stream(other)).toArray();
  }

  private void read(Row row) {
    String key =
        row.value("budget").asInt()
            + " "
            + row.value("sample").asInt()
            + " "
            + row.text(row.has("pair") ? "pair" : "id");
    verdicts.put(key, JudgementPool.verdict(row));
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
