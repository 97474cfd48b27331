package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.Scored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scenarios of RMB as they were published, and what of them is not there. */
final class RmbScenarios {

  private static final int NAMED = 3;

  /** Scenario, its best-of-n items, its pairs: 3,786 items and 17,131 pairs. */
  private static final String PUBLISHED =
      """
      Harmlessness/S1, 111, 459
      Harmlessness/S10, 79, 360
      Harmlessness/S11, 215, 977
      Harmlessness/S2, 249, 1040
      Harmlessness/S3, 171, 739
      Harmlessness/S4, 136, 537
      Harmlessness/S5, 122, 561
      Harmlessness/S6, 83, 317
      Harmlessness/S7, 121, 510
      Harmlessness/S8, 127, 519
      Harmlessness/S9, 132, 543
      Harmlessness/multi, 131, 502
      Helpfulness/Brainstorming/Idea Development, 168, 849
      Helpfulness/Brainstorming/Problem Solving, 19, 100
      Helpfulness/Chat/Casual Conversation, 71, 306
      Helpfulness/Chat/Discussion, 59, 293
      Helpfulness/Chat/Supportive Conversation, 25, 114
      Helpfulness/Classification/Content Categorization, 18, 107
      Helpfulness/Classification/Quality and Compliance Assessment, 13, 57
      Helpfulness/Closed QA/ContextBased, 86, 447
      Helpfulness/Closed QA/OptionBased, 100, 473
      Helpfulness/Code/Data Management, 81, 376
      Helpfulness/Code/Development and Implementation, 92, 399
      Helpfulness/Code/Documentation, 15, 65
      Helpfulness/Code/Quality and Optimization, 92, 384
      Helpfulness/Generation/Creative Writing, 151, 762
      Helpfulness/Generation/Professional Content Generation, 74, 347
      Helpfulness/Open QA/Factual, 153, 664
      Helpfulness/Open QA/General Explanation, 80, 413
      Helpfulness/Open QA/Hypothetical Scenarios, 8, 42
      Helpfulness/Open QA/Interpretative Analysis, 18, 107
      Helpfulness/Open QA/Personal Opinion and Advice, 14, 78
      Helpfulness/Open QA/Technical and Practical Support, 47, 238
      Helpfulness/Reasoning/Analytical Reasoning, 133, 596
      Helpfulness/Reasoning/Critical Thinking, 39, 200
      Helpfulness/Reasoning/Human Decision Making, 32, 165
      Helpfulness/Reasoning/Logical Deduction, 46, 222
      Helpfulness/Reasoning/Pattern Recognition, 14, 52
      Helpfulness/Rewrite/Paraphrasing, 17, 83
      Helpfulness/Rewrite/PostQuality Assessment Rewriting, 46, 222
      Helpfulness/Rewrite/Textual ExpansionReduction, 9, 50
      Helpfulness/Rewrite/Tone Adjustment, 17, 103
      Helpfulness/Role Playing/General Character, 32, 163
      Helpfulness/Role Playing/Specific Character, 46, 209
      Helpfulness/Summarization/Specialized Summaries, 42, 189
      Helpfulness/Summarization/Standard Summaries, 71, 341
      Helpfulness/Translation/GeneralExcerpt Language Translation, 109, 483
      Helpfulness/Translation/Literary and Cultural Translation, 34, 176
      Helpfulness/Translation/Technical and Scientific Translation, 38, 192
      """;

  /** The published size of every subset, as items call it: {@code Helpfulness/BoN/Chat/...}. */
  static final Map<String, Integer> SIZES = sizes();

  private RmbScenarios() {}

  private static Map<String, Integer> sizes() {
    Map<String, Integer> bestOf = new LinkedHashMap<>();
    Map<String, Integer> pairs = new LinkedHashMap<>();
    PUBLISHED
        .lines()
        .forEach(
            line -> {
              String[] cells = line.split(", ");
              String goal = cells[0].substring(0, cells[0].indexOf('/'));
              String scenario = cells[0].substring(goal.length());
              bestOf.put(goal + "/BoN" + scenario, Integer.valueOf(cells[1]));
              pairs.put(goal + "/Pairwise" + scenario, Integer.valueOf(cells[2]));
            });
    bestOf.putAll(pairs);
    return bestOf;
  }

  /** One sentence on each section of which scenarios are absent, and on each that is cut. */
  static List<String> missing(List<Scored> items, List<String> sections) {
    Map<String, Integer> there = new LinkedHashMap<>();
    items.forEach(item -> there.merge(item.subset(), 1, Integer::sum));
    List<String> missing = new ArrayList<>();
    for (String section : sections) {
      List<String> all = SIZES.keySet().stream().filter(s -> s.startsWith(section)).toList();
      List<String> absent = all.stream().filter(s -> !there.containsKey(s)).toList();
      if (!absent.isEmpty()) {
        missing.add(
            Text.format(
                "section %s has %d of %d scenarios, without %s",
                section,
                all.size() - absent.size(),
                all.size(),
                Text.listed(
                    absent.stream().map(s -> s.substring(section.length() + 1)).toList(), NAMED)));
      }
    }
    SIZES.forEach(
        (subset, size) -> {
          int n = there.getOrDefault(subset, 0);
          if (n != 0 && n != size) {
            missing.add(Text.format("subset %s has %d of %d items", subset, n, size));
          }
        });
    return missing;
  }
}
