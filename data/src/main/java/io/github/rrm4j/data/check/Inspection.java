package io.github.rrm4j.data.check;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What is in some sources: how many pairs, how long they are, in which sections, which response is
 * the better one, and a few of them to look at.
 *
 * @param pairs all of them
 * @param ties rows in which no response is better
 * @param firstIsGold pairs whose first response is the better one
 * @param sections pairs by section
 * @param lengths by what was measured: prompt, query, chosen, rejected
 * @param samples pairs drawn at random, in their order
 * @param notes what was passed over, one sentence each
 */
public record Inspection(
    long pairs,
    long ties,
    long firstIsGold,
    Map<String, Long> sections,
    Map<String, Lengths> lengths,
    List<Pair> samples,
    List<String> notes) {

  private record Draw(long ticket, long number, Pair pair) {}

  /**
   * Reads sources in one pass.
   *
   * @param measures how long a pair is, by name
   * @param samples how many pairs are drawn
   * @param key what the draws depend on
   * @throws io.github.rrm4j.contracts.InvalidInput if a source cannot be read or a row is malformed
   */
  public static Inspection of(
      List<PairSource> sources, Map<String, ToIntFunction<Pair>> measures, int samples, Key key) {
    long pairs = 0;
    long ties = 0;
    long firstIsGold = 0;
    List<String> notes = new ArrayList<>();
    Map<String, Long> sections = new TreeMap<>();
    Map<String, Lengths> lengths = new TreeMap<>();
    PriorityQueue<Draw> drawn =
        new PriorityQueue<>(Comparator.comparingLong(Draw::ticket).reversed());
    for (PairSource source : sources) {
      try (PairStream stream = source.open()) {
        while (stream.hasNext()) {
          Pair pair = stream.next();
          sections.merge(pair.section(), 1L, Long::sum);
          firstIsGold += pair.gold() == Side.FIRST ? 1 : 0;
          measures.forEach(
              (name, measure) ->
                  lengths.computeIfAbsent(name, n -> new Lengths()).add(measure.applyAsInt(pair)));
          drawn.add(new Draw(key.bits(pairs), pairs, pair)); // the lowest tickets stay
          if (drawn.size() > samples) {
            drawn.remove();
          }
          pairs++;
        }
        ties += stream.ties();
        stream.repetition().map(note -> source.path() + ": " + note).ifPresent(notes::add);
      }
    }
    List<Draw> kept = new ArrayList<>(drawn);
    kept.sort(Comparator.comparingLong(Draw::number));
    List<Pair> drawnPairs = kept.stream().map(Draw::pair).toList();
    return new Inspection(pairs, ties, firstIsGold, sections, lengths, drawnPairs, notes);
  }
}
