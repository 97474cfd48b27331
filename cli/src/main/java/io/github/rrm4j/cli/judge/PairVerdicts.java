package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Ballot;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The verdicts of a JSONL file of pairs, one JSON object a line, and what they add up to. */
final class PairVerdicts {

  private final Voting voting;
  private final boolean bothOrders;
  private final boolean budgeted;
  private final int rows;
  private final Map<MajorityVote.Result, Integer> results =
      new EnumMap<>(MajorityVote.Result.class);
  private MajorityVote votes = MajorityVote.of(List.of());
  private long pairs;
  private long consistent;
  private long gold;
  private long correct;
  private long thinking;

  /**
   * @param bothOrders whether each pair is judged in both orders
   * @param budgeted whether thinking may be ended by force
   * @param rows judgements generated together
   */
  PairVerdicts(Voting voting, boolean bothOrders, boolean budgeted, int rows) {
    this.voting = voting;
    this.bothOrders = bothOrders;
    this.budgeted = budgeted;
    this.rows = rows;
  }

  /**
   * Reads every pair before the first is judged: a mistake in the last one costs no hours.
   *
   * @return how many there are
   * @throws InvalidInput if a line is no pair, or an id stands twice
   */
  long check(Path file) {
    Set<String> ids = new HashSet<>();
    try (Rows source = JsonLines.open(file)) {
      while (source.hasNext()) {
        Row line = source.next();
        OpenPair pair = OpenPair.of(line);
        voting.check(pair, line.place());
        String id = pair.id();
        if (!ids.add(id)) {
          throw line.invalid("id '" + id + "' stands twice, must be unique, rename or remove one");
        }
      }
    }
    if (ids.isEmpty()) {
      throw new InvalidInput(file + ": is empty, must have at least one line");
    }
    return ids.size();
  }

  void write(Path file, Key key, OutputStream out, Progress progress) throws IOException {
    int together = Math.max(1, rows / voting.judgementsOfAPair());
    List<OpenPair> window = new ArrayList<>();
    try (Rows source = JsonLines.open(file)) {
      while (source.hasNext()) {
        window.add(OpenPair.of(source.next()));
        if (window.size() == together || !source.hasNext()) {
          for (Ballot ballot : voting.judge(window, key)) {
            count(ballot);
            out.write(Json.line(line(ballot)));
          }
          out.flush();
          progress.step(pairs, shown());
          window.clear();
        }
      }
    }
  }

  private void count(Ballot ballot) {
    results.merge(ballot.result(), 1, Integer::sum);
    votes = votes.plus(ballot.all());
    pairs++;
    consistent += ballot.consistent() ? 1 : 0;
    gold += ballot.correct().isPresent() ? 1 : 0;
    correct += ballot.correct().orElse(false) ? 1 : 0;
    thinking += ballot.thinkingTokens();
  }

  private ObjectNode line(Ballot ballot) {
    ObjectNode line =
        Json.object().put("id", ballot.pair().id()).put("verdict", Word.of(ballot.result()));
    put(line, ballot.all());
    line.put("thinking_mean", ballot.thinkingMean());
    if (budgeted) {
      line.put("thinking_forced", ballot.forced());
    }
    if (bothOrders) {
      line.put("consistent", ballot.consistent());
      put(line.putObject("this_order"), ballot.given());
      put(line.putObject("other_order"), ballot.swapped());
    }
    ballot.pair().gold().ifPresent(side -> line.put("gold", side.number()));
    ballot.correct().ifPresent(right -> line.put("correct", right));
    return line;
  }

  private static void put(ObjectNode object, MajorityVote votes) {
    object
        .put("first", votes.first())
        .put("second", votes.second())
        .put("malformed", votes.malformed())
        .put("truncated", votes.truncated());
  }

  private String shown() {
    return gold == 0 ? "" : String.format(Locale.ROOT, "acc %.3f", (double) correct / gold);
  }

  /** What all verdicts add up to, in lines for a person. */
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d pairs: %d first, %d second, %d ties, %d unreadable; of %d judgements %d malformed, %d truncated; %.1f thinking tokens",
            pairs,
            results.getOrDefault(MajorityVote.Result.FIRST, 0),
            results.getOrDefault(MajorityVote.Result.SECOND, 0),
            results.getOrDefault(MajorityVote.Result.TIE, 0),
            results.getOrDefault(MajorityVote.Result.UNREADABLE, 0),
            votes.judgements(),
            votes.malformed(),
            votes.truncated(),
            (double) thinking / votes.judgements()));
    if (bothOrders) {
      text.append(String.format(Locale.ROOT, "; orders agree %.1f %%", 100.0 * consistent / pairs));
    }
    if (gold > 0) {
      Proportion right = new Proportion(correct, gold);
      Interval interval = right.wilson(Evaluation.CONFIDENCE);
      text.append(
          String.format(
              Locale.ROOT,
              "; right %.1f %% [%.1f, %.1f] of %d with gold",
              100 * right.rate(),
              100 * interval.lower(),
              100 * interval.upper(),
              gold));
    }
    return text.toString();
  }
}
