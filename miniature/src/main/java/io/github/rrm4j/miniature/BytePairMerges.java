package io.github.rrm4j.miniature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The merges of byte-pair encoding: the most frequent pair of neighbours becomes one symbol, until
 * every word is one.
 *
 * <p>Source: Sennrich, Haddow, Birch 2016, "Neural machine translation of rare words with subword
 * units". Of equally frequent pairs the first in the order of characters is merged first, so the
 * merges are a function of the words.
 */
final class BytePairMerges {

  /** Two neighbouring symbols. */
  record Merge(String left, String right) implements Comparable<Merge> {

    String merged() {
      return left + right;
    }

    @Override
    public int compareTo(Merge other) {
      int byLeft = left.compareTo(other.left);
      return byLeft != 0 ? byLeft : right.compareTo(other.right);
    }
  }

  private BytePairMerges() {}

  /**
   * Learns merges.
   *
   * @param texts are cut into words by {@link PreTokenizer}
   * @return in the order in which they are applied
   */
  static List<Merge> learn(Iterable<String> texts) {
    Map<String, Integer> frequency = new TreeMap<>();
    for (String text : texts) {
      PreTokenizer.words(text).forEach(word -> frequency.merge(word, 1, Integer::sum));
    }
    Map<String, List<String>> symbols = new TreeMap<>();
    frequency.keySet().forEach(word -> symbols.put(word, PreTokenizer.symbols(word)));
    List<Merge> merges = new ArrayList<>();
    for (Map<Merge, Integer> pairs = count(symbols, frequency);
        !pairs.isEmpty();
        pairs = count(symbols, frequency)) {
      Merge best = mostFrequent(pairs);
      merges.add(best);
      symbols.replaceAll((word, parts) -> apply(best, parts));
    }
    return merges;
  }

  private static Map<Merge, Integer> count(
      Map<String, List<String>> symbols, Map<String, Integer> frequency) {
    Map<Merge, Integer> pairs = new HashMap<>();
    symbols.forEach(
        (word, parts) -> {
          for (int i = 1; i < parts.size(); i++) {
            pairs.merge(
                new Merge(parts.get(i - 1), parts.get(i)), frequency.get(word), Integer::sum);
          }
        });
    return pairs;
  }

  private static Merge mostFrequent(Map<Merge, Integer> pairs) {
    return pairs.entrySet().stream()
        .max(
            Map.Entry.<Merge, Integer>comparingByValue()
                .thenComparing((a, b) -> b.getKey().compareTo(a.getKey())))
        .orElseThrow()
        .getKey();
  }

  private static List<String> apply(Merge merge, List<String> parts) {
    List<String> merged = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      boolean here =
          i + 1 < parts.size()
              && parts.get(i).equals(merge.left())
              && parts.get(i + 1).equals(merge.right());
      merged.add(here ? merge.merged() : parts.get(i));
      i += here ? 1 : 0;
    }
    return merged;
  }
}
