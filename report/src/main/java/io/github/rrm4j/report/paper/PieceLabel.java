package io.github.rrm4j.report.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tables call a piece.
 *
 * @param plain without the number of votes
 * @param whole its row of all votes
 * @param fewer its rows of fewer votes from the same judgements, by their number
 */
public record PieceLabel(String plain, String whole, Map<Integer, String> fewer) {

  private static final String VOTES = "{votes}";

  public PieceLabel {
    fewer = Map.copyOf(fewer);
  }

  /** A label that says nothing of votes. */
  public static PieceLabel of(String label) {
    return new PieceLabel(label, label, Map.of());
  }

  /**
   * The labels of a piece of so many votes. Where rows of fewer ones are shown, each row but that
   * of a single vote says its number, as {@code voting@16}, unless the label itself does.
   *
   * @param label with {votes} where the number is to stand
   * @param fewer numbers of votes that have a row too; those that are not below {@code votes} count
   *     for nothing
   */
  public static PieceLabel ofVotes(String label, int votes, List<Integer> fewer) {
    Map<Integer, String> rows = new TreeMap<>();
    fewer.stream().filter(some -> some < votes).forEach(some -> rows.put(some, row(label, some)));
    boolean one = rows.isEmpty() && !label.contains(VOTES);
    return new PieceLabel(label, one ? label : row(label, votes), rows);
  }

  private static String row(String label, int votes) {
    if (label.contains(VOTES)) {
      return label.replace(VOTES, String.valueOf(votes));
    }
    return votes == 1 ? label : label + ", voting@" + votes;
  }

  /** The label of the row of so many votes. */
  String ofVotes(int votes) {
    return fewer.getOrDefault(votes, whole);
  }
}
