package io.github.rrm4j.data.preparation;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Fingerprint;
import io.github.rrm4j.data.Fingerprints;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.Side;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Makes the pairs that are used of the pairs that were given, in one pass: draws by weight, removes
 * thinking, leaves out what teaches nothing, cuts long responses, keeps prompts within the limit.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), section 4 and the authors' preparation. The
 * swap of the order is not made here: it is a coin of each turn of a pair.
 */
public final class Preparation {

  /**
   * What is done.
   *
   * @param removeThinking whether responses lose their thinking
   * @param leaveOutDuplicates whether a pair that stands there already is left out
   * @param tail what a long response keeps; empty to leave responses as they are
   * @param length the tokens of a prompt; none is asked where there is no limit
   */
  public record Settings(
      boolean removeThinking,
      boolean leaveOutDuplicates,
      Optional<ResponseTail> tail,
      ToIntFunction<Pair> length,
      Limit limit) {}

  /**
   * @param tokens of the longest prompt
   * @param refuse whether a longer one is an error instead of being left out
   */
  public record Limit(int tokens, boolean refuse) {

    /** Every prompt is within it. */
    public static final Limit NONE = new Limit(Integer.MAX_VALUE, false);
  }

  private final Settings settings;
  private final Fingerprints seen = new Fingerprints();
  private final Map<Finding, Long> findings = new EnumMap<>(Finding.class);
  private final Map<String, Long> unused = new TreeMap<>();
  private final Map<String, Long> repeated = new TreeMap<>();
  private long read;
  private long notDrawn;
  private long kept;
  private long written;
  private long firstIsGold;

  private Preparation(Settings settings) {
    this.settings = settings;
  }

  /**
   * Prepares a mixture.
   *
   * @param key what the draws by weight depend on
   * @param out gets each pair, as often as the weight of its source says
   * @throws InvalidInput if a source cannot be read, a row is malformed, or a prompt is too long
   *     where that is refused
   */
  public static Tally of(Mixture mixture, Settings settings, Key key, Consumer<Pair> out) {
    Preparation preparation = new Preparation(settings);
    for (int s = 0; s < mixture.sources().size(); s++) {
      preparation.take(mixture.sources().get(s), key.with(s), out);
    }
    return new Tally(
        preparation.read,
        preparation.notDrawn,
        preparation.kept,
        preparation.written,
        preparation.firstIsGold,
        preparation.findings,
        preparation.unused,
        preparation.repeated);
  }

  private void take(Mixture.Weighted source, Key key, Consumer<Pair> out) {
    try (PairStream pairs = source.source().open()) {
      for (long number = 0; pairs.hasNext(); number++) {
        Pair given = pairs.next();
        read++;
        int copies = source.copies(key, number);
        if (copies == 0) {
          notDrawn++;
          continue;
        }
        Optional<Pair> pair = prepared(given, source.source().path());
        if (pair.isPresent()) {
          kept++;
          written += copies;
          firstIsGold += pair.get().gold() == Side.FIRST ? copies : 0;
          for (int copy = 0; copy < copies; copy++) {
            out.accept(pair.get());
          }
        }
      }
      pairs.unusedFields().forEach((field, rows) -> unused.merge(field, rows, Long::sum));
      read += pairs.ties() + pairs.repeated();
      if (pairs.repeated() > 0) {
        findings.merge(Finding.DUPLICATE, pairs.repeated(), Long::sum);
        pairs
            .repeatedByFile()
            .forEach(
                (file, rows) ->
                    repeated.merge(source.source().path() + ": " + file, rows, Long::sum));
      }
      if (pairs.ties() > 0) {
        findings.merge(Finding.TIE, pairs.ties(), Long::sum);
      }
    }
  }

  private Optional<Pair> prepared(Pair given, String path) {
    Set<Finding> found = EnumSet.noneOf(Finding.class);
    Optional<Pair> pair = used(given, path, found);
    found.stream()
        .filter(finding -> pair.isPresent() || finding.leftOut())
        .forEach(finding -> findings.merge(finding, 1L, Long::sum));
    return pair;
  }

  private Optional<Pair> used(Pair given, String path, Set<Finding> found) {
    if (given.query().isBlank()) {
      found.add(Finding.EMPTY_QUERY);
      return Optional.empty();
    }
    Pair answers = settings.removeThinking() ? withoutThinking(given, found) : given;
    if (found.contains(Finding.NO_BETTER_ANSWER)) {
      return Optional.empty();
    }
    if (answers.first().equals(answers.second())) {
      found.add(Finding.EQUAL_RESPONSES);
      return Optional.empty();
    }
    Fingerprint fingerprint = Fingerprint.of(answers.query(), answers.chosen(), answers.rejected());
    if (settings.leaveOutDuplicates() && seen.put(fingerprint, 0).isPresent()) {
      found.add(Finding.DUPLICATE);
      return Optional.empty();
    }
    Pair pair = settings.tail().isPresent() ? cut(answers, settings.tail().get(), found) : answers;
    if (pair.first().equals(pair.second())) {
      found.add(Finding.EQUAL_RESPONSES);
      return Optional.empty();
    }
    return withinLimit(pair, path, found);
  }

  private static Pair withoutThinking(Pair pair, Set<Finding> found) {
    Pair answers = pair.withResponses(Thinking::removed);
    for (Side side : Side.values()) {
      String answer = answers.response(side);
      if (!answer.equals(pair.response(side))) {
        boolean none = answer.equals(Thinking.NO_ANSWER);
        found.add(none ? Finding.NO_ANSWER : Finding.THINKING);
        if (none && side == pair.gold()) {
          found.add(Finding.NO_BETTER_ANSWER);
        }
      }
    }
    return answers;
  }

  private static Pair cut(Pair pair, ResponseTail tail, Set<Finding> found) {
    Pair cut = pair.withResponses(tail::of);
    if (!cut.equals(pair)) {
      found.add(Finding.CUT);
    }
    return cut;
  }

  private Optional<Pair> withinLimit(Pair pair, String path, Set<Finding> found) {
    Limit limit = settings.limit();
    if (limit.equals(Limit.NONE)) {
      return Optional.of(pair);
    }
    int tokens = settings.length().applyAsInt(pair);
    if (tokens <= limit.tokens()) {
      return Optional.of(pair);
    }
    if (limit.refuse()) {
      throw InvalidInput.of(
          "%s: the prompt of pair %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop",
          path, pair.id(), tokens, limit.tokens());
    }
    found.add(Finding.LONG_PROMPT);
    return Optional.empty();
  }
}
