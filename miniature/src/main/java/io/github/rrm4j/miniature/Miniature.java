package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationWriter;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A small preference world whose truth is known: sections in equal shares, contexts in fixed
 * shares.
 *
 * <p>Start with {@link #generate}. Pairs of a split differ in their query; demonstrations are drawn
 * independently from the train contents, so they may repeat a query, each time with its own order
 * and slip.
 *
 * @param train pairs to learn from by reward, the better response first
 * @param heldout pairs to evaluate on, of other contents, the better response first
 * @param demonstrations worked judgements for the warm start, in either order
 */
public record Miniature(List<Pair> train, List<Pair> heldout, List<Demonstration> demonstrations) {

  public static final String TRAIN_FILE = "train.jsonl";
  public static final String HELDOUT_FILE = "heldout.jsonl";
  public static final String DEMONSTRATIONS_FILE = "demonstrations.jsonl";

  /** The share of puzzles in a hard context. */
  public static final double HARD_SHARE = 1.0 / 3;

  /** The share of puzzles in a mild context. */
  public static final double MILD_SHARE = 0.3;

  private static final int ATTEMPTS = 20_000;
  private static final int CONTEXT = 0;
  private static final int ORDER = 1;

  public Miniature {
    train = List.copyOf(train);
    heldout = List.copyOf(heldout);
    demonstrations = List.copyOf(demonstrations);
  }

  /**
   * Draws the world of {@code seed}.
   *
   * @param seed every draw follows from it
   * @param trainPairs how many pairs to train on
   * @param heldoutPairs how many to hold out
   * @param demonstrations how many worked judgements
   * @param slips how often these err
   * @throws InvalidInput if a number is negative or more than the world has different puzzles
   */
  public static Miniature generate(
      long seed, int trainPairs, int heldoutPairs, int demonstrations, Slips slips) {
    checkCount("train pairs", trainPairs);
    checkCount("held-out pairs", heldoutPairs);
    checkCount("demonstrations", demonstrations);
    Key key = Key.of(seed, "miniature");
    return new Miniature(
        pairs(Split.TRAIN, trainPairs, key),
        pairs(Split.HELDOUT, heldoutPairs, key),
        demonstrations(demonstrations, slips, key.with("demonstrations")));
  }

  /**
   * Writes the three files as ordinary JSONL, each one whole or not at all.
   *
   * @param folder is made if it does not exist
   * @throws InvalidInput if a file cannot be written
   */
  public void write(Path folder) {
    PairWriter.writePreferences(folder.resolve(TRAIN_FILE), train);
    PairWriter.writePreferences(folder.resolve(HELDOUT_FILE), heldout);
    DemonstrationWriter.write(folder.resolve(DEMONSTRATIONS_FILE), demonstrations);
  }

  private static List<Pair> pairs(Split split, int count, Key worldKey) {
    Set<String> queries = new HashSet<>();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Key key = worldKey.with(split.label()).with(i);
      Puzzle puzzle = draw(split, section(i), i, queries, count, key);
      queries.add(puzzle.query());
      pairs.add(pair(split.label() + "-" + i, section(i), puzzle, key));
    }
    return pairs;
  }

  private static List<Demonstration> demonstrations(int count, Slips slips, Key purposeKey) {
    List<Demonstration> demonstrations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Key key = purposeKey.with(i);
      PuzzleKind section = demonstrated(i);
      Puzzle puzzle = draw(Split.TRAIN, section, i, Set.of(), count, key);
      Pair pair = pair("demonstration-" + i, section, puzzle, key);
      Pair presented = key.below(ORDER, 2) == 0 ? pair : pair.swapped();
      Trace trace = Trace.of(puzzle, presented, slips, key.with("trace"));
      demonstrations.add(new Demonstration(presented, trace.thinking(), trace.verdict()));
    }
    return demonstrations;
  }

  /** A puzzle of a split and section whose query is not taken. */
  static Puzzle draw(
      Split split, PuzzleKind section, int index, Set<String> taken, int count, Key key) {
    Context context = context(key.uniform(CONTEXT));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Puzzle puzzle = section.draw(context, key.with("puzzle").with(attempt));
      if (Split.of(puzzle) == split && !taken.contains(puzzle.query())) {
        return puzzle;
      }
    }
    throw InvalidInput.of(
        "miniature: %d %s puzzles are too many, must be at most %d (%s has no more different queries)",
        count, split.label(), index, section.label());
  }

  /** The pair of a puzzle, the better response first. */
  static Pair pair(String id, PuzzleKind section, Puzzle puzzle, Key key) {
    String wrong = puzzle.wrong(key.with("wrong"));
    return new Pair(id, section.label(), puzzle.query(), puzzle.right(), wrong, Side.FIRST);
  }

  /** Arithmetic, the hardest to learn, is demonstrated twice as often as the others. */
  static PuzzleKind demonstrated(int index) {
    PuzzleKind[] all = PuzzleKind.values();
    return all[Math.min(index % (all.length + 1), all.length - 1)];
  }

  /** The section of the item with an index: each in its turn. */
  static PuzzleKind section(int index) {
    return PuzzleKind.values()[index % PuzzleKind.values().length];
  }

  private static Context context(double uniform) {
    if (uniform < HARD_SHARE) {
      return Context.HARD;
    }
    return uniform < HARD_SHARE + MILD_SHARE ? Context.MILD : Context.PLAIN;
  }

  static void checkCount(String name, int count) {
    if (count < 0) {
      throw new InvalidInput(
          "miniature: number of " + name + " is " + count + ", must be at least 0");
    }
  }
}
