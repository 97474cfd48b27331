package io.github.rrm4j.data.preparation;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.PairSource;
import java.util.List;

/**
 * Sources that are read one after the other, each with a weight: how often a pair of it occurs in
 * one epoch.
 *
 * <p>A weight of 1 takes each pair once; 2 takes each twice; 0.25 takes a quarter of them, each by
 * a coin of its own; 2.5 takes each twice and half of them a third time. A weight does not depend
 * on the other sources or on how many pairs there are, so that sources can be read in one pass.
 *
 * @param sources at least one
 */
public record Mixture(List<Weighted> sources) {

  /**
   * @param weight above 0
   */
  public record Weighted(PairSource source, double weight) {

    /**
     * How often a pair is taken.
     *
     * @param key of the source
     * @param number of the pair in the source
     */
    int copies(Key key, long number) {
      int sure = (int) weight;
      return sure + (key.uniform(number) < weight - sure ? 1 : 0);
    }
  }

  public Mixture {
    sources = List.copyOf(sources);
  }

  /** One source, each pair once. */
  public static Mixture of(PairSource source) {
    return new Mixture(List.of(new Weighted(source, 1)));
  }

  /** What messages call it: the path of the first source, and how many others there are. */
  public String place() {
    String first = sources.get(0).source().path();
    return sources.size() == 1 ? first : first + " and " + (sources.size() - 1) + " more";
  }
}
