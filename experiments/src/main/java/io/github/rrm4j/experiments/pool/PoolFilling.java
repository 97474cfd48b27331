package io.github.rrm4j.experiments.pool;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.Asking;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Filling pools by a judge, showing how far it is. */
public final class PoolFilling {

  private final String data;
  private final Judge judge;
  private final Asking asking;
  private final WindowProgress progress;
  private PromptFits fits = PromptFits.NONE;
  private long failed;

  /**
   * @param data what is judged, for messages
   * @param orders in which the judgements of a pair see it
   */
  public PoolFilling(String data, Judge judge, Orders orders, WindowProgress progress) {
    this.data = data;
    this.judge = judge;
    Key key = Key.of(judge.spec().seed(), "pool");
    this.asking = new Asking(judge.asker(), orders, key, judge.spec().maxSequences());
    this.progress = progress;
  }

  public Asking asking() {
    return asking;
  }

  /** Writes a line of its own beside the progress. */
  public void line(String text) {
    progress.line(text);
  }

  /**
   * The pool in a file.
   *
   * @param keepTokens whether the ids of completions are stored, which budgets need
   */
  public JudgementPool pool(Path file, boolean keepTokens) {
    return JudgementPool.open(file, asking, keepTokens);
  }

  /** The verdicts under budgets in a file. */
  public ForcedVerdicts forced(Path file) {
    return new ForcedVerdicts(file, asking, judge.spec().sampling().verdictTokens());
  }

  /**
   * How the judge was shown the pairs: a table of one row. There is none where a pair that is too
   * long is an error.
   */
  public Optional<ResultRows> prompts() {
    return judge.spec().overlong() == Overlong.FAIL
        ? Optional.empty()
        : Optional.of(
            new ResultRows(
                "prompts", List.of(fits.into(ResultRows.row().put("pairs", fits.items())))));
  }

  /** Judgements that stayed away, which a resumed pool asks for again; empty where none did. */
  public Optional<ResultRows> failed() {
    return failed == 0
        ? Optional.empty()
        : Optional.of(
            new ResultRows("failed", List.of(ResultRows.row().put("judgements", failed))));
  }

  /**
   * Judges pairs until each has n judgements.
   *
   * @throws InvalidInput if a pair's prompt is too long and that is an error, before the first is
   *     judged
   */
  public void fill(JudgementPool pool, List<OpenPair> pairs, int n) throws IOException {
    fits = PromptFits.of(pairs.stream().map(pair -> asking.asker().check(pair, data)).toList());
    fits.line(data, "pairs").ifPresent(this::line);
    long there = pool.stored();
    pool.fill(
        pairs, n, progress.start("judge", there, there + pool.missing(pairs, n), "judgements"));
    long away = pool.failed(pairs, n);
    failed += away;
    if (away > 0) {
      line(data + ": " + away + " judgements failed; --resume asks for them again");
    }
  }

  /** Fills a pool with n judgements of each pair: what votes of them are worth. */
  public VoteScaling votes(JudgementPool pool, List<Pair> pairs, int n) throws IOException {
    fill(pool, VoteScaling.open(pairs), n);
    return new VoteScaling(pairs, pool, n);
  }

  /** Fills a pool with n judgements of each match: what more comparisons are worth. */
  public TournamentScaling tournaments(JudgementPool pool, List<ResponseList> graded, int n)
      throws IOException {
    fill(pool, TournamentScaling.matches(graded), n);
    Key key = Key.of(judge.spec().seed(), "tournament scaling");
    return new TournamentScaling(graded, pool, n, key);
  }

  /** Draws the verdicts of n judgements of each pair under some budgets. */
  public void force(
      ForcedVerdicts forced, JudgementPool pool, List<Pair> pairs, int n, int... budgets)
      throws IOException {
    for (int budget : budgets) {
      forced.fill(
          VoteScaling.open(pairs),
          pool,
          n,
          budget,
          progress.start("budget " + budget, 0, (long) pairs.size() * n, "judgements"));
    }
  }
}
