package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Judgements of a file, of which some are shown: of each outcome, of those that flip when the
 * responses change places, the longest, and others of the same pairs.
 *
 * @param source the name of the folder
 * @param file the name of the file
 * @param pairs with the judgements that are shown, in the order of the file
 * @param counts how many judgements of each outcome the file holds
 * @param flipped positions of the shown judgements that flip
 * @param flips how many judgements of the file flip
 * @param longest positions of the judgements with the most thinking tokens, longest first
 * @param unreadable number of lines that are not a JSON object
 */
public record ReadJudgements(
    String source,
    String file,
    List<ShownPair> pairs,
    Map<String, Long> counts,
    Set<Integer> flipped,
    long flips,
    List<Integer> longest,
    int unreadable) {

  private static final int EACH = 24;

  /** How a line is read. */
  interface Form {
    ShownJudgement of(int position, JsonNode line);
  }

  /** Reads a file twice: what to show is known at its end. An absent file has no judgements. */
  static ReadJudgements read(String source, Path file, Form form) throws IOException {
    Choice choice = new Choice();
    ShownPair.Instruction instruction = new ShownPair.Instruction();
    int unreadable =
        each(
            file,
            form,
            one -> {
              choice.add(one);
              instruction.add(one.pair(), one.words().opening());
            });
    ShownPair.Collection pairs = new ShownPair.Collection(choice.wanted());
    each(file, form, pairs::add);
    return new ReadJudgements(
        source,
        file.getFileName().toString(),
        pairs.all(instruction),
        choice.counts(),
        choice.flipped(),
        choice.flips,
        choice.longest().stream().map(Place::position).toList(),
        unreadable);
  }

  /**
   * Gives each judgement of a run, or of an evaluation where there is no run, to {@code sink}, in
   * the order of the file. A folder without judgements has none.
   *
   * @return how many lines are not a JSON object
   */
  public static int each(Path folder, Consumer<ShownJudgement> sink) throws IOException {
    Path rollouts = folder.resolve("rollouts.jsonl");
    return Files.exists(rollouts)
        ? each(rollouts, ShownJudgement::ofRollout, sink)
        : each(folder.resolve("judgements.jsonl"), ShownJudgement::ofEvaluation, sink);
  }

  /** The judgements that are shown. */
  public List<ShownJudgement> shown() {
    return pairs.stream().flatMap(pair -> pair.shown().stream()).toList();
  }

  /** Where a judgement is, and of which pair it is. */
  record Place(int position, String pair) {

    static Place of(ShownJudgement one) {
      return new Place(one.position(), one.pair());
    }
  }

  private static int each(Path file, Form form, Consumer<ShownJudgement> sink) throws IOException {
    int[] position = {0};
    return LenientLines.read(file, line -> sink.accept(form.of(position[0]++, line)));
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Chooses the positions to show, without keeping any text. */
  private static final class Choice {

    private record Thinker(Place place, double tokens) {}

    private final Map<String, Thinned<Place>> outcomes = new TreeMap<>();
    private final Map<String, ShownJudgement> waiting = new HashMap<>();
    private final Thinned<List<Place>> flippedPairs = new Thinned<>(EACH / 2);
    private final PriorityQueue<Thinker> longest =
        new PriorityQueue<>(
            Comparator.comparingDouble(Thinker::tokens)
                .thenComparing(one -> one.place().position(), Comparator.reverseOrder()));
    private long flips;

    void add(ShownJudgement one) {
      Place place = Place.of(one);
      outcomes.computeIfAbsent(one.outcome(), outcome -> new Thinned<>(EACH)).add(place);
      ShownJudgement other = waiting.putIfAbsent(one.key(), wordless(one));
      if (other != null && one.flips(other)) {
        flippedPairs.add(List.of(Place.of(other), place));
        flips += 2;
        waiting.remove(one.key());
      }
      if (one.thinkingTokens() > 0) {
        longest.add(new Thinker(place, one.thinkingTokens()));
        if (longest.size() > EACH) {
          longest.remove();
        }
      }
    }

    private static ShownJudgement wordless(ShownJudgement one) {
      return new ShownJudgement(
          one.position(),
          one.pair(),
          "",
          ShownJudgement.Words.NONE,
          "",
          "",
          one.verdict(),
          one.gold(),
          one.outcome(),
          Map.of(),
          Map.of());
    }

    /** All that are shown for their own sake. */
    Set<Place> wanted() {
      Set<Place> wanted = new HashSet<>(longest());
      outcomes.values().forEach(some -> wanted.addAll(some.kept()));
      flippedPairs.kept().forEach(wanted::addAll);
      return wanted;
    }

    Set<Integer> flipped() {
      Set<Integer> positions = new TreeSet<>();
      flippedPairs.kept().forEach(two -> two.forEach(one -> positions.add(one.position())));
      return positions;
    }

    List<Place> longest() {
      return longest.stream()
          .sorted(
              Comparator.comparingDouble(Thinker::tokens)
                  .reversed()
                  .thenComparingInt(one -> one.place().position()))
          .map(Thinker::place)
          .toList();
    }

    Map<String, Long> counts() {
      Map<String, Long> counts = new LinkedHashMap<>();
      outcomes.forEach((outcome, some) -> counts.put(outcome, some.seen()));
      return counts;
    }
  }

  /**
   * Evenly spaced members of a stream of unknown length, in the memory of a few: when it is full,
   * every second one leaves and from then on half as many are taken.
   */
  static final class Thinned<T> {

    private final int capacity;
    private final List<T> kept = new ArrayList<>();
    private long seen;
    private long stride = 1;

    /**
     * @param capacity the most that are kept; once it was reached, at least half as many are
     */
    Thinned(int capacity) {
      this.capacity = capacity;
    }

    void add(T member) {
      long index = seen++;
      if (index % stride == 0 && kept.size() == capacity) {
        for (int i = kept.size() - 1; i >= 0; i--) {
          if (i % 2 == 1) {
            kept.remove(i);
          }
        }
        stride *= 2;
      }
      if (index % stride == 0) {
        kept.add(member);
      }
    }

    /** How many members were added, kept or not. */
    long seen() {
      return seen;
    }

    List<T> kept() {
      return List.copyOf(kept);
    }
  }
}
