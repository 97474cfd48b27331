package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Boxed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A ranking as a judge writes it of n responses that it is shown: the last {@code \boxed{2 > 1 >
 * 3}} of its answer, the numbers of the responses from the best to the worst. Every response has
 * one place; a box with anything else, or with one response twice or not at all, is no ranking.
 *
 * @param best the responses by their places, counted from 0 in the order in which they were shown
 */
public record StatedRanking(List<Integer> best) {

  /** White space around numbers is tolerated, leading zeros and other signs are not. */
  private static final Pattern PLACE = Pattern.compile("\\s*([1-9]\\d{0,3})\\s*(>|\\z)");

  public StatedRanking {
    best = List.copyOf(best);
  }

  /**
   * Reads an answer, in time linear in its length.
   *
   * @param answer what stands after the thinking
   * @param n how many responses were shown
   * @return empty where it is no ranking of n responses
   */
  public static Optional<StatedRanking> read(String answer, int n) {
    return Boxed.last(answer).flatMap(content -> of(content, n));
  }

  private static Optional<StatedRanking> of(String content, int n) {
    Matcher place = PLACE.matcher(content);
    boolean[] seen = new boolean[n];
    List<Integer> best = new ArrayList<>();
    int from = 0;
    while (best.size() < n && place.region(from, content.length()).lookingAt()) {
      int response = Integer.parseInt(place.group(1)) - 1;
      if (response >= n || seen[response]) {
        return Optional.empty();
      }
      seen[response] = true;
      best.add(response);
      boolean last = place.group(2).isEmpty();
      if (last != (best.size() == n)) {
        return Optional.empty();
      }
      from = place.end();
    }
    return best.size() == n ? Optional.of(new StatedRanking(best)) : Optional.empty();
  }

  /** As a judge writes it. */
  public String written() {
    return best.stream()
        .map(response -> Integer.toString(response + 1))
        .collect(Collectors.joining(" > ", "\\boxed{", "}"));
  }

  /**
   * The same ranking of responses that were shown in an order of their own.
   *
   * @param shown the response that stood at each place of the prompt
   */
  public StatedRanking undone(int[] shown) {
    return new StatedRanking(best.stream().map(place -> shown[place]).toList());
  }

  /** A score for each response: n - 1 for the best one, 0 for the last one. */
  public double[] scores() {
    double[] scores = new double[best.size()];
    for (int place = 0; place < scores.length; place++) {
      scores[best.get(place)] = scores.length - 1 - place;
    }
    return scores;
  }
}
