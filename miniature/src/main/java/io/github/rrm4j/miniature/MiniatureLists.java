package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Queries of the miniature world with n different responses each: the right one, the one that the
 * slip leads to, and other digits. Right has score 1, the others have 0.
 *
 * <p>Counting, sorting and arithmetic take part, in equal shares; a comparison has two responses
 * only. The queries are of the held-out split.
 */
public final class MiniatureLists {

  /** All responses are digits. */
  public static final int MOST_RESPONSES = 10;

  private static final List<PuzzleKind> SECTIONS =
      List.of(PuzzleKind.COUNTING, PuzzleKind.SORTING, PuzzleKind.ARITHMETIC);

  private static final int ATTEMPTS = 20_000;

  private MiniatureLists() {}

  /**
   * @param seed every draw follows from it
   * @param count how many queries, all different
   * @param responses n
   * @throws InvalidInput if n is not from 2 to 10, or the world has not so many queries
   */
  public static List<ResponseList> generate(long seed, int count, int responses) {
    checkResponses(responses);
    Key key = Key.of(seed, "miniature lists");
    Set<String> queries = new HashSet<>();
    List<ResponseList> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PuzzleKind section = SECTIONS.get(i % SECTIONS.size());
      Puzzle puzzle = draw(section, key.with(i), queries);
      lists.add(list("list-" + i, section, puzzle, responses, key.with(i)));
    }
    return lists;
  }

  static void checkResponses(int responses) {
    if (responses < 2 || responses > MOST_RESPONSES) {
      throw InvalidInput.of(
          "miniature: %d responses of a query, must be from 2 to %d", responses, MOST_RESPONSES);
    }
  }

  private static Puzzle draw(PuzzleKind section, Key key, Set<String> queries) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Context context = Context.values()[key.with("context").below(attempt, 3)];
      Puzzle puzzle = section.draw(context, key.with("puzzle").with(attempt));
      if (Split.of(puzzle) == Split.HELDOUT && queries.add(puzzle.query())) {
        return puzzle;
      }
    }
    throw InvalidInput.of(
        "miniature: %d lists are too many, %s has no more different queries",
        queries.size() + 1, section.label());
  }

  /**
   * A query with the right response, that of the slip, and other digits, in an order of the key.
   */
  static ResponseList list(String id, PuzzleKind section, Puzzle puzzle, int responses, Key key) {
    Set<String> texts = new LinkedHashSet<>();
    texts.add(puzzle.right());
    texts.add(puzzle.wrong(key.with("wrong")));
    for (int digit : key.with("digits").permutation(MOST_RESPONSES)) {
      if (texts.size() < responses) {
        texts.add(Integer.toString(digit));
      }
    }
    List<Double> scores = new ArrayList<>();
    texts.forEach(text -> scores.add(text.equals(puzzle.right()) ? 1.0 : 0.0));
    return new ResponseList(
            id, section.label(), puzzle.query(), List.copyOf(texts), Optional.of(scores))
        .reordered(key.with("order").permutation(texts.size()));
  }
}
