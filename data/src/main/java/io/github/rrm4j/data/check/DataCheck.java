package io.github.rrm4j.data.check;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Fingerprint;
import io.github.rrm4j.data.Fingerprints;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.check.Benchmark.Kind;
import io.github.rrm4j.data.check.Benchmark.Leak;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds what should not be in training data, in one pass. */
public final class DataCheck {

  private static final int EXAMPLES = 5;

  /** What can be wrong with a pair; a pair can have several faults. */
  public enum Fault {
    /** The query is white space. */
    EMPTY_QUERY("have an empty query"),
    /** A response is white space. */
    EMPTY_RESPONSE("have an empty response"),
    /** The responses are the same text. */
    EQUAL_RESPONSES("have two equal responses"),
    /** An earlier pair has the same query, chosen and rejected response. */
    DUPLICATE("are a duplicate of an earlier pair"),
    /** An earlier pair has the same query and responses, the other one chosen. */
    CONTRADICTION("contradict an earlier pair of the same query and responses"),
    /** A response holds thinking, or the beginning of it. */
    THINKING("have a response with <think> or </think> in it"),
    /** The query is one of the benchmark. */
    SAME_AS_BENCHMARK("have a query of the benchmark"),
    /** The query shares 13 words in a row with one of the benchmark. */
    OVERLAPS_BENCHMARK("share " + Benchmark.GRAM + " words in a row with a query of the benchmark");

    private final String wording;

    Fault(String wording) {
      this.wording = wording;
    }
  }

  /**
   * @param ties rows in which no response is better
   * @param firstIsGold pairs whose first response is the better one
   * @param counts how many pairs have each fault
   * @param examples the first few places of each fault
   * @param notes what was passed over, one sentence each
   * @param overlaps with each benchmark
   */
  public record Result(
      long pairs,
      long ties,
      long firstIsGold,
      Map<Fault, Long> counts,
      Map<Fault, List<String>> examples,
      List<String> notes,
      List<Overlap> overlaps) {

    /** How many pairs have a fault. */
    public long of(Fault fault) {
      return counts.getOrDefault(fault, 0L);
    }

    /** Whether any query is in the benchmark. */
    public boolean leaks() {
      return of(Fault.SAME_AS_BENCHMARK) + of(Fault.OVERLAPS_BENCHMARK) > 0;
    }

    /** One line for each thing that was counted, faults with their first places. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(
          Text.format(
              "%d pairs; the first response is the better one in %d (%.1f %%); %d ties besides",
              pairs, firstIsGold, pairs == 0 ? 0 : 100.0 * firstIsGold / pairs, ties));
      lines.addAll(notes);
      for (Fault fault : Fault.values()) {
        if (of(fault) > 0) {
          lines.add(of(fault) + " " + fault.wording);
          examples.get(fault).forEach(example -> lines.add("    " + example));
        }
      }
      overlaps.forEach(overlap -> lines.add(overlap.line()));
      return lines;
    }
  }

  /**
   * What the pairs have in common with a benchmark.
   *
   * @param same pairs whose query is one of its rows
   * @param overlapping other pairs whose query shares {@value Benchmark#GRAM} words with one
   * @param hit rows of it that a pair was found in; a pair names one row, also where several have
   *     its words
   */
  public record Overlap(String benchmark, long rows, long same, long overlapping, long hit) {

    private String line() {
      return Text.format(
          "%s: %d rows; %d pairs have a query of it, %d more share %d words in a row with one; %d"
              + " rows are hit (%.2f %%)",
          benchmark,
          rows,
          same,
          overlapping,
          Benchmark.GRAM,
          hit,
          rows == 0 ? 0 : 100.0 * hit / rows);
    }
  }

  private final Optional<Benchmark> benchmark;
  private final Fingerprints seen = new Fingerprints();
  private final List<String> sources = new ArrayList<>();
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private final Map<Fault, List<String>> examples = new EnumMap<>(Fault.class);
  private final BitSet rowsHit = new BitSet();
  private final long[] same;
  private final long[] overlapping;
  private final List<String> notes = new ArrayList<>();
  private long pairs;
  private long ties;
  private long firstIsGold;

  /**
   * Checks sources, together.
   *
   * @param benchmark what must not be in them
   * @throws io.github.rrm4j.contracts.InvalidInput if a source cannot be read or a row is malformed
   */
  public static Result of(List<PairSource> sources, Optional<Benchmark> benchmark) {
    DataCheck check = new DataCheck(benchmark);
    for (PairSource source : sources) {
      try (PairStream stream = source.open()) {
        while (stream.hasNext()) {
          Pair pair = stream.next();
          check.count(PairFacts.of(pair, benchmark), stream.place());
        }
        check.end(source, stream.ties(), stream.repetition());
      }
    }
    return check.result();
  }

  /** A check of no pairs yet. */
  DataCheck(Optional<Benchmark> benchmark) {
    this.benchmark = benchmark;
    int sets = benchmark.map(against -> against.names().size()).orElse(0);
    this.same = new long[sets];
    this.overlapping = new long[sets];
  }

  /** Counts a pair, which stands behind those that were counted. */
  void count(PairFacts facts, String place) {
    pairs++;
    firstIsGold += facts.firstIsGold() ? 1 : 0;
    facts.faults().forEach(fault -> found(fault, place));
    if (facts.itself().isPresent()) {
      compare(facts.itself().get(), facts.opposite().orElseThrow(), place);
    }
    facts.leak().ifPresent(in -> leaks(in, place));
  }

  /** Ends a source. */
  void end(PairSource source, long tiesOfIt, Optional<String> repetition) {
    ties += tiesOfIt;
    repetition.ifPresent(note -> notes.add(source.path() + ": " + note));
  }

  /** What was found. */
  Result result() {
    return new Result(pairs, ties, firstIsGold, counts, examples, notes, overlaps());
  }

  private void leaks(Leak leak, String place) {
    boolean whole = leak.kind() == Kind.SAME;
    found(
        whole ? Fault.SAME_AS_BENCHMARK : Fault.OVERLAPS_BENCHMARK, place + " in " + leak.place());
    (whole ? same : overlapping)[benchmark.orElseThrow().set(leak.row())]++;
    rowsHit.set(leak.row());
  }

  private List<Overlap> overlaps() {
    List<Overlap> overlaps = new ArrayList<>();
    for (int set = 0; set < same.length; set++) {
      Benchmark against = benchmark.orElseThrow();
      int number = set;
      long hit = rowsHit.stream().filter(row -> against.set(row) == number).count();
      overlaps.add(
          new Overlap(
              against.names().get(set), against.rows(set), same[set], overlapping[set], hit));
    }
    return overlaps;
  }

  private void compare(Fingerprint itself, Fingerprint other, String place) {
    int at = sources.size();
    sources.add(place);
    OptionalInt earlier = seen.put(itself, at);
    if (earlier.isPresent()) {
      found(Fault.DUPLICATE, place + " of " + sources.get(earlier.getAsInt()));
    }
    OptionalInt opposite = seen.find(other);
    if (opposite.isPresent()) {
      found(Fault.CONTRADICTION, place + " of " + sources.get(opposite.getAsInt()));
    }
  }

  private void found(Fault fault, String example) {
    counts.merge(fault, 1L, Long::sum);
    List<String> kept = examples.computeIfAbsent(fault, f -> new ArrayList<>());
    if (kept.size() < EXAMPLES) {
      kept.add(example);
    }
  }
}
