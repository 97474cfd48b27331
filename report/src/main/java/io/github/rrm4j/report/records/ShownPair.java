package io.github.rrm4j.report.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pair of a file with those of its judgements that are shown, whatever their orders, samples and
 * steps.
 *
 * @param id empty where it is not known; the pair has one judgement then
 * @param query how its query begins, in one line; empty where no text was kept
 * @param outcomes how many judgements of each outcome the file has of it
 * @param shown in the order of the file
 */
public record ShownPair(
    String id, String query, Map<String, Long> outcomes, List<ShownJudgement> shown) {

  /** How many judgements the file has of it. */
  public long judged() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Collects the pairs of the judgements that are wanted. */
  static final class Collection {

    private static final int MOST = 4; // of a pair, apart from those that are wanted themselves

    private final Set<Integer> wanted = new LinkedHashSet<>();
    private final Set<String> ids = new LinkedHashSet<>();
    private final Map<String, List<ShownJudgement>> shown = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> outcomes = new HashMap<>();

    Collection(Set<ReadJudgements.Place> places) {
      for (ReadJudgements.Place place : places) {
        wanted.add(place.position());
        ids.add(place.pair());
      }
      ids.remove("");
    }

    void add(ShownJudgement one) {
      boolean own = wanted.contains(one.position());
      if (!own && !ids.contains(one.pair())) {
        return;
      }
      String key = one.pair().isEmpty() ? "position " + one.position() : "pair " + one.pair();
      List<ShownJudgement> some = shown.computeIfAbsent(key, k -> new ArrayList<>());
      outcomes.computeIfAbsent(key, k -> new LinkedHashMap<>()).merge(one.outcome(), 1L, Long::sum);
      if (own || some.size() < MOST) {
        some.add(one);
      }
    }

    /** The pairs, those first of which a judgement comes first. */
    List<ShownPair> all(Instruction instruction) {
      List<ShownPair> pairs = new ArrayList<>();
      shown.forEach(
          (key, some) -> {
            ShownJudgement first = some.get(0);
            String query = instruction.after(first.words().opening());
            pairs.add(new ShownPair(first.pair(), query, outcomes.get(key), some));
          });
      return pairs;
    }
  }

  /**
   * What the prompts of different pairs have in common at their beginning, up to a line or a colon:
   * the instruction, behind which the query stands.
   */
  static final class Instruction {

    private static final int LONGEST = 110; // characters of a query that are shown

    private String pair = "";
    private String first = "";
    private int common = -1; // characters; unknown until a second pair was seen

    void add(String id, String opening) {
      if (opening.isEmpty()) {
        return;
      }
      if (first.isEmpty()) {
        pair = id;
        first = opening;
      } else if (!id.equals(pair)) {
        int most = Math.min(common < 0 ? first.length() : common, opening.length());
        int same = 0;
        while (same < most && opening.charAt(same) == first.charAt(same)) {
          same++;
        }
        common = same;
      }
    }

    /** The beginning of what stands behind the instruction, in one line. */
    String after(String opening) {
      String instruction = common < 0 ? "" : first.substring(0, common);
      int line = instruction.lastIndexOf('\n') + 1;
      int colon = instruction.lastIndexOf(": ") + 2;
      int from = Math.max(line, colon > 1 ? colon : 0);
      String rest = opening.substring(Math.min(from, opening.length())).strip();
      String words = rest.lines().findFirst().orElse("");
      return words.codePointCount(0, words.length()) <= LONGEST
          ? words
          : words.substring(0, words.offsetByCodePoints(0, LONGEST)) + "...";
    }
  }
}
