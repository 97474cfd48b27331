package io.github.rrm4j.evaluation.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.Ballot;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.List;

/**
 * The outcomes of all judgements of one pair.
 *
 * @param id the pair's
 * @param right judgements whose verdict is the gold
 * @param wrong judgements whose verdict is the other side
 * @param malformed judgements that ended without a readable verdict
 * @param truncated judgements that hit the token limit
 */
public record Tally(String id, int right, int wrong, int malformed, int truncated) {

  /** The counts, by which pairs can be chosen. */
  public static final List<String> COUNTS = List.of("right", "wrong", "malformed", "truncated");

  /** The tally of a pair with gold. */
  static Tally of(Ballot ballot) {
    MajorityVote votes = ballot.all();
    Side gold = ballot.pair().gold().orElseThrow();
    return new Tally(
        ballot.pair().id(),
        votes.votesFor(gold),
        votes.votesFor(gold.other()),
        votes.malformed(),
        votes.truncated());
  }

  /** The tally that {@link #toJson} wrote. */
  static Tally of(Row row) {
    return new Tally(
        row.text("id"),
        count(row, "right"),
        count(row, "wrong"),
        count(row, "malformed"),
        count(row, "truncated"));
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
        .put("truncated", truncated);
  }
}
