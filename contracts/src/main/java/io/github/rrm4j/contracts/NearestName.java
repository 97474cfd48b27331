package io.github.rrm4j.contracts;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Which known name the user probably meant. */
public final class NearestName {
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

  private record Candidate(String name, int score, int distance) {}

  private NearestName() {}

  /** The known name within a few typing errors of {@code wanted}, if there is one. */
  public static Optional<String> of(String wanted, Collection<String> known) {
    return known.stream()
        .map(name -> new Candidate(name, distance(wanted, name), 0))
        .filter(candidate -> candidate.score() <= tolerance(wanted))
        .min(Comparator.comparingInt(Candidate::score))
        .map(Candidate::name);
  }

  /** The end of a message about an unknown name: {@code "; did you mean X?"}, or nothing. */
  public static String hint(String wanted, Collection<String> known) {
    return of(wanted, known).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /**
   * The known path whose last key is within a few typing errors of the wanted one. A path in
   * another section costs one error more, so that a right key in a wrong section is found too.
   */
  public static Optional<String> ofPath(String wanted, Collection<String> known) {
    String key = key(wanted);
    return known.stream()
        .map(path -> new Candidate(path, score(wanted, path), distance(wanted, path)))
        .filter(candidate -> candidate.score() <= tolerance(key))
        .min(Comparator.comparingInt(Candidate::score).thenComparingInt(Candidate::distance))
        .map(Candidate::name);
  }

  private static int score(String wanted, String path) {
    boolean sameSection = section(wanted).equals(section(path));
    return distance(key(wanted), key(path)) + (sameSection ? 0 : 1);
  }

  private static int tolerance(String name) {
    return 1 + name.length() / 4;
  }

  private static String key(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String section(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /**
   * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements
   * and swaps of neighbours.
   */
  static int distance(String a, String b) {
    return DISTANCE.apply(a, b);
  }
}
