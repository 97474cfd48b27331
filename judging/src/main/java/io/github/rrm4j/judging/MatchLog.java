package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The judgements of matches in a file that grows: a {@link JudgementLine} with its samples for each
 * pair and order in which it was shown. What is judged together is written together; a kill leaves
 * whole windows, so that a run that goes on has the windows of an unbroken one.
 *
 * <p>A pair of which a judgement {@linkplain Verdict#FAILED failed} is asked about again; its later
 * lines count.
 *
 * <p>Rankings of a whole list ({@link ListVote}) are lines of their own, {@code {"id": "q1",
 * "ranked": [0, 1, 2], "samples": [{"ranking": [2, 0, 1], ...}]}}.
 *
 * <p>A judgement depends on the pair, not on the tournament: another tournament of the same
 * responses asks for no pair twice.
 */
public final class MatchLog implements AutoCloseable {

  /** The field of the responses that were ranked together; no line of a pair has it. */
  private static final String RANKED = "ranked";

  private final Map<String, Map<Order, Judged>> results = new HashMap<>();
  private final Map<String, Rankings> rankings = new HashMap<>();
  private final ResumableLog file;

  /** The rankings of a list, about the responses that were shown. */
  private record Rankings(List<Integer> names, List<ListVote> votes) {}

  private MatchLog(Path path) {
    this.file =
        ResumableLog.open(
            path, Unit.markedWindow(), kept -> JsonLines.forEachOwn(kept, this::read));
  }

  /**
   * With what a file holds; it is made where it is missing.
   *
   * @throws InvalidInput if it cannot be written, or a line is malformed
   */
  public static MatchLog open(Path path) {
    return new MatchLog(path);
  }

  /** How many pairs were judged. */
  public int pairs() {
    return results.size();
  }

  /** Whether a pair was judged, with no judgement that failed. */
  boolean has(OpenPair pair) {
    Map<Order, Judged> orders = results.getOrDefault(pair.id(), Map.of());
    return !orders.isEmpty() && orders.values().stream().noneMatch(Judged::failed);
  }

  /**
   * What the judgements of a pair add up to.
   *
   * @param rule how a split vote is decided
   */
  MatchResult result(OpenPair pair, SplitRule rule) {
    Judged judged = results.get(pair.id()).values().stream().reduce(Judged::plus).orElseThrow();
    return new MatchResult(
        judged.tally(),
        PairVerdict.decision(rule, pair.id(), judged.votes()),
        judged.thinkingTokens());
  }

  /**
   * The judgements of a pair.
   *
   * @param votes as they were drawn
   */
  private record Judged(VoteTally tally, List<MajorityVote.Result> votes, long thinkingTokens) {

    boolean failed() {
      return tally.all().failed() > 0;
    }

    Judged plus(Judged more) {
      return new Judged(
          new VoteTally(
              tally.given().plus(more.tally.given()), tally.swapped().plus(more.tally.swapped())),
          Stream.concat(votes.stream(), more.votes.stream()).toList(),
          thinkingTokens + more.thinkingTokens);
    }
  }

  /**
   * The rankings of a list.
   *
   * @param names the responses that are shown
   * @return none where these were not ranked, or a judgement failed
   */
  List<ListVote> rankings(String list, List<Integer> names) {
    Rankings known = rankings.get(list);
    boolean there =
        known != null
            && known.names().equals(names)
            && known.votes().stream().noneMatch(ListVote::failed);
    return there ? known.votes() : List.of();
  }

  /**
   * Adds what was ranked together; it is on the disk when this returns.
   *
   * @param names of each list the responses that were shown
   * @param votes of each list
   */
  void appendRankings(List<String> lists, List<List<Integer>> names, List<List<ListVote>> votes) {
    List<ObjectNode> lines = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      rankings.put(lists.get(i), new Rankings(names.get(i), votes.get(i)));
      ObjectNode line = Json.object().put("id", lists.get(i));
      names.get(i).forEach(line.putArray(RANKED)::add);
      for (ListVote vote : votes.get(i)) {
        ObjectNode entry = line.withArray("samples").addObject();
        vote.into(entry, names.get(i));
        vote.usage().ifPresent(usage -> usage.into(entry));
      }
      lines.add(line);
    }
    write(lines);
  }

  private void write(List<ObjectNode> lines) {
    try {
      file.append(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds what was judged together; it is on the disk when this returns. */
  void append(List<PairVerdict> judged) {
    List<ObjectNode> lines = new ArrayList<>();
    for (PairVerdict verdict : judged) {
      // the order that was asked first is written first
      for (Order order : verdict.votes().stream().map(Vote::order).distinct().toList()) {
        List<Vote> votes = verdict.votes().stream().filter(v -> v.order() == order).toList();
        add(
            verdict.pair().id(),
            order,
            votes.stream().map(Vote::verdict).toList(),
            votes.stream().mapToLong(Vote::thinkingTokens).sum());
        lines.add(line(verdict.pair().id(), order, votes));
      }
    }
    write(lines);
  }

  private static ObjectNode line(String pair, Order order, List<Vote> votes) {
    ObjectNode line = JudgementLine.of(pair, order);
    for (Vote vote : votes) {
      ObjectNode entry =
          JudgementLine.put(
              line.withArray("samples").addObject(),
              Word.of(vote.verdict()),
              vote.thinkingTokens(),
              vote.tokens());
      vote.usage().ifPresent(usage -> usage.into(entry));
    }
    return line;
  }

  /** What was said before in the same order, where a judgement failed, counts no more. */
  private void add(String pair, Order order, List<Verdict> verdicts, long thinking) {
    MajorityVote votes = MajorityVote.of(verdicts);
    boolean given = order == Order.GIVEN;
    results
        .computeIfAbsent(pair, id -> new LinkedHashMap<>())
        .put(
            order,
            new Judged(
                new VoteTally(given ? votes : MajorityVote.NONE, given ? MajorityVote.NONE : votes),
                verdicts.stream().map(MajorityVote.Result::of).toList(),
                thinking));
  }

  private void readRankings(Row row) {
    List<Integer> names = new ArrayList<>();
    row.value(RANKED).forEach(name -> names.add(name.asInt()));
    List<ListVote> votes = new ArrayList<>();
    for (JsonNode sample : row.value("samples")) {
      try {
        votes.add(ListVote.read(sample, names));
      } catch (IllegalArgumentException e) {
        throw row.invalid("a sample is %s; restore the file", e.getMessage());
      }
    }
    rankings.put(row.text("id"), new Rankings(names, votes));
  }

  private void read(Row row) {
    if (row.has(RANKED)) {
      readRankings(row);
      return;
    }
    List<Verdict> verdicts = new ArrayList<>();
    long thinking = 0;
    for (JsonNode sample : row.value("samples")) {
      String word = sample.path("verdict").asText();
      verdicts.add(
          Word.in(Verdict.class, word)
              .orElseThrow(
                  () ->
                      row.invalid(
                          "verdict is '%s', must be one of %s; restore the file",
                          word, Word.all(Verdict.class))));
      thinking += sample.path("thinking_tokens").asLong();
    }
    add(row.text("id"), JudgementLine.order(row), verdicts, thinking);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
