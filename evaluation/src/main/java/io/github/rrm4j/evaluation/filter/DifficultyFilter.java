package io.github.rrm4j.evaluation.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.data.Condition;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.judging.FailedVotes;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.rewards.MajorityVote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Judges every pair of a source and keeps those whose tally meets a condition.
 *
 * <p>Tallies are appended to a file of their own, window by window; the kept pairs are written from
 * it at the end, whole. Killed at any moment and begun again, it ends with the bytes of an unbroken
 * run: windows begin at the same pairs, so that the batches are the same too.
 */
public final class DifficultyFilter {

  private final PairSource source;
  private final Path tallies;
  private final Voting voting;
  private final int window;

  /**
   * @param tallies the file of counts, which grows
   * @param voting how a pair is judged
   * @param rows judgements generated together
   */
  public DifficultyFilter(PairSource source, Path tallies, Voting voting, int rows) {
    this.source = source;
    this.tallies = tallies;
    this.voting = voting;
    this.window = voting.together(rows);
  }

  /**
   * Reads every pair, before the first is judged.
   *
   * @return how the judge is shown them
   * @throws InvalidInput if one of them cannot be judged
   */
  public PromptFits check() {
    PromptFits fits = PromptFits.NONE;
    try (PairStream stream = source.open()) {
      while (stream.hasNext()) {
        Pair pair = stream.next();
        fits = fits.plus(voting.check(OpenPair.of(pair), stream.place()));
      }
    }
    if (fits.items() == 0) {
      throw new InvalidInput(source.path() + ": is empty, must have at least one pair");
    }
    return fits;
  }

  /**
   * Judges the pairs that have no tally yet, or one with judgements that failed.
   *
   * @param count how many pairs there are, as {@link #check} says
   * @param key what the draws depend on
   * @param progress is given how many pairs have a tally
   * @throws InvalidInput if the tallies that are there belong to other pairs
   */
  public void judge(long count, Key key, LongConsumer progress) throws IOException {
    again(count, key);
    try (ResumableLog log = ResumableLog.open(tallies, Unit.window(window, count));
        PairStream stream = source.open()) {
      long done = log.lines();
      skip(stream, done);
      progress.accept(done);
      List<OpenPair> pairs = new ArrayList<>();
      while (stream.hasNext()) {
        pairs.add(OpenPair.of(stream.next()));
        if (pairs.size() == window || !stream.hasNext()) {
          log.append(
              voting.judge(pairs, key).stream()
                  .map(ballot -> DifficultyCounts.of(ballot).toJson())
                  .toList());
          done += pairs.size();
          progress.accept(done);
          pairs.clear();
        }
      }
    }
  }

  private void again(long count, Key key) throws IOException {
    if (!Files.exists(tallies)) {
      return;
    }
    ResumableLog.open(tallies, Unit.window(window, count)).close(); // cuts back what is not whole
    boolean[] failed = {false};
    JsonLines.forEachOwn(tallies, row -> failed[0] |= FailedVotes.in(row.object()));
    if (!failed[0]) {
      return;
    }
    List<OpenPair> pairs = new ArrayList<>();
    try (PairStream stream = source.open()) {
      stream.forEachRemaining(pair -> pairs.add(OpenPair.of(pair)));
    }
    ResumableLog.redo(
        tallies,
        pairs,
        OpenPair::id,
        window,
        FailedVotes::in,
        some ->
            voting.judge(some, key).stream()
                .map(ballot -> DifficultyCounts.of(ballot).toJson())
                .toList());
  }

  /** Passes the pairs that have a tally, and sees that it is theirs. */
  private void skip(PairStream stream, long lines) {
    if (lines == 0) {
      return;
    }
    try (Rows rows = JsonLines.openOwn(tallies)) {
      for (long i = 0; i < lines; i++) {
        match(stream, DifficultyCounts.of(rows.next()), i + 1);
      }
    }
  }

  private Pair match(PairStream stream, DifficultyCounts tally, long line) {
    if (!stream.hasNext()) {
      throw InvalidInput.of(
          "%s:%d: counts pair '%s', but %s has only %d pairs; it belongs to another input",
          tallies, line, tally.id(), source.path(), line - 1);
    }
    Pair pair = stream.next();
    if (!pair.id().equals(tally.id())) {
      throw InvalidInput.of(
          "%s:%d: counts pair '%s', but pair %d of %s is '%s'; it belongs to another input",
          tallies, line, tally.id(), line, source.path(), pair.id());
    }
    return pair;
  }

  /**
   * Writes the pairs whose tally meets the condition, in their order.
   *
   * @return how many they are
   */
  public long write(Condition condition, Path output) {
    long[] kept = {0};
    AtomicFiles.output(
        output,
        out -> {
          try (PairStream stream = source.open();
              Rows rows = JsonLines.openOwn(tallies)) {
            for (long line = 1; rows.hasNext(); line++) {
              DifficultyCounts tally = DifficultyCounts.of(rows.next());
              Pair pair = match(stream, tally, line);
              if (condition.holds(tally.toJson())) {
                out.write(PairWriter.line(pair));
                kept[0]++;
              }
            }
          }
        });
    return kept[0];
  }

  /**
   * The outcomes of all judgements of one pair.
   *
   * @param id the pair's
   * @param right judgements whose verdict is the gold
   * @param wrong judgements whose verdict is the other side
   * @param malformed judgements that ended without a readable verdict
   * @param truncated judgements that hit the token limit
   * @param overlong judgements that were not made, since the pair is too long for the judge
   * @param tie judgements that say that neither is better
   * @param failed judgements that were asked for and never came
   */
  public record DifficultyCounts(
      String id,
      int right,
      int wrong,
      int malformed,
      int truncated,
      int overlong,
      int tie,
      int failed) {

    /** The counts, by which pairs can be chosen. */
    public static final List<String> COUNTS =
        List.of("right", "wrong", "malformed", "truncated", "overlong", "tie", "failed");

    /** The tally of a pair with gold. */
    static DifficultyCounts of(PairVerdict ballot) {
      MajorityVote votes = ballot.tally().all();
      Side gold = ballot.pair().gold().orElseThrow();
      return new DifficultyCounts(
          ballot.pair().id(),
          votes.votesFor(gold),
          votes.votesFor(gold.other()),
          votes.malformed(),
          votes.truncated(),
          votes.overlong(),
          votes.tie(),
          votes.failed());
    }

    /** The tally that {@link #toJson} wrote. */
    static DifficultyCounts of(Row row) {
      return new DifficultyCounts(
          row.text("id"),
          count(row, "right"),
          count(row, "wrong"),
          count(row, "malformed"),
          count(row, "truncated"),
          row.has("overlong") ? count(row, "overlong") : 0,
          row.has("tie") ? count(row, "tie") : 0,
          row.has("failed") ? count(row, "failed") : 0);
    }

    private static int count(Row row, String field) {
      if (!row.value(field).canConvertToInt() || row.value(field).asInt() < 0) {
        throw row.invalid("field '" + field + "' must be a count, restore the file");
      }
      return row.value(field).asInt();
    }

    ObjectNode toJson() {
      return Json.object()
          .put("id", id)
          .put("right", right)
          .put("wrong", wrong)
          .put("malformed", malformed)
          .put("truncated", truncated)
          .put("overlong", overlong)
          .put("tie", tie)
          .put(FailedVotes.FIELD, failed);
    }
  }
}
