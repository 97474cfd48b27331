package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ListDemonstration;
import io.github.rrm4j.data.ResponseList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The miniature's training data of a judge that ranks lists: queries of the train contents with 2
 * to n responses, of which one is right, in the sections and contexts of the pairs. A comparison
 * has two responses; the others have a number of them that is drawn, so that pairs are among them.
 *
 * @param train lists to learn from by reward, in an order that is drawn
 * @param demonstrations worked rankings for the warm start, drawn independently
 */
public record MiniatureRankings(List<ResponseList> train, List<ListDemonstration> demonstrations) {

  public static final String TRAIN_FILE = "lists.jsonl";
  public static final String DEMONSTRATIONS_FILE = "rankings.jsonl";

  public MiniatureRankings {
    train = List.copyOf(train);
    demonstrations = List.copyOf(demonstrations);
  }

  /**
   * Draws the lists of {@code seed}.
   *
   * @param lists how many to train on, all with different queries
   * @param demonstrations how many worked rankings
   * @param most responses of a list
   * @param slips how often the demonstrations err
   * @throws InvalidInput if a number is negative or more than the world has
   */
  public static MiniatureRankings generate(
      long seed, int lists, int demonstrations, int most, Slips slips) {
    Miniature.checkCount("training lists", lists);
    Miniature.checkCount("worked rankings", demonstrations);
    MiniatureLists.checkResponses(most);
    Key key = Key.of(seed, "miniature rankings");
    Set<String> queries = new HashSet<>();
    List<ResponseList> train = new ArrayList<>();
    for (int i = 0; i < lists; i++) {
      PuzzleKind section = Miniature.section(i);
      Key own = key.with(Split.TRAIN.label()).with(i);
      Puzzle puzzle = Miniature.draw(Split.TRAIN, section, i, queries, lists, own);
      queries.add(puzzle.query());
      train.add(list(Split.TRAIN.label() + "-list-" + i, section, puzzle, most, own));
    }
    List<ListDemonstration> worked = new ArrayList<>();
    for (int i = 0; i < demonstrations; i++) {
      PuzzleKind section = Miniature.demonstrated(i);
      Key own = key.with("demonstrations").with(i);
      Puzzle puzzle = Miniature.draw(Split.TRAIN, section, i, Set.of(), demonstrations, own);
      ResponseList list = list("ranking-" + i, section, puzzle, most, own);
      worked.add(demonstration(puzzle, list, slips, own.with("trace")));
    }
    return new MiniatureRankings(train, worked);
  }

  /**
   * Writes the two files as ordinary JSONL, each one whole or not at all.
   *
   * @param folder is made if it does not exist
   * @throws InvalidInput if a file cannot be written
   */
  public void write(Path folder) {
    ResponseList.write(folder.resolve(TRAIN_FILE), train);
    ListDemonstration.write(folder.resolve(DEMONSTRATIONS_FILE), demonstrations);
  }

  private static ResponseList list(
      String id, PuzzleKind section, Puzzle puzzle, int most, Key key) {
    int responses = section == PuzzleKind.COMPARISON ? 2 : 2 + key.with("n").below(0, most - 1);
    return MiniatureLists.list(id, section, puzzle, responses, key);
  }

  /** Ranks the result of the working first, the others as they are shown. */
  private static ListDemonstration demonstration(
      Puzzle puzzle, ResponseList list, Slips slips, Key key) {
    Working working = Trace.working(puzzle, slips, key);
    StringBuilder thinking = new StringBuilder(Trace.steps(working));
    List<Integer> equal = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < list.responses().size(); i++) {
      boolean same = list.responses().get(i).equals(working.result());
      (same ? equal : others).add(i);
      thinking.append(Trace.compared(i + 1, list.responses().get(i), same));
    }
    if (equal.isEmpty()) { // a slip whose result is not among the responses
      equal.add(others.remove(key.with("first").below(0, others.size())));
    }
    equal.addAll(others);
    return new ListDemonstration(list, thinking.toString(), equal);
  }
}
