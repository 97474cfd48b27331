package io.github.rrm4j.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.report.section.MetricNames.Named;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricNamesTest {

  private static List<String> shown(String benchmark, String... metrics) {
    return MetricNames.of(benchmark, List.of(metrics)).stream()
        .map(named -> named.group() + " | " + named.label())
        .toList();
  }

  @Test
  void theSubsetsOfRewardBenchStandInTheirSections() {
    assertEquals(
        List.of(
            "Main numbers | overall",
            "Main numbers | Chat",
            "Main numbers | Safety",
            "Main numbers | Prior Sets",
            "Chat | mt-bench-med",
            "Safety | donotanswer",
            "Prior Sets | shp",
            "Chat Hard | mt-bench-hard",
            "Subsets | of my own"),
        shown(
            "rewardbench",
            "overall",
            "section/Chat",
            "section/Safety",
            "section/Prior Sets",
            "subset/donotanswer",
            "subset/mt-bench-hard",
            "subset/shp",
            "subset/mt-bench-med",
            "subset/of my own"));
  }

  @Test
  void aSectionThatHasNumbersOfItsOwnIsAGroup() {
    assertEquals(
        List.of(
            "Main numbers | overall",
            "Main numbers | hard",
            "Main numbers | safety",
            "safety | hard",
            "safety | safety-refuse",
            "matrix | c1r2"),
        shown(
            "rm-bench",
            "overall",
            "hard",
            "matrix/c1r2",
            "section/safety",
            "section/safety/hard",
            "subset/safety-refuse"));
    assertEquals(
        List.of("Main numbers | Helpfulness/BoN", "Helpfulness/BoN | Open QA/Factual"),
        shown("rmb", "section/Helpfulness/BoN", "subset/Helpfulness/BoN/Open QA/Factual"));
  }

  @Test
  void severalTestSetsAreKeptApart() {
    assertEquals(
        List.of("gpt | overall", "gpt | Math", "gpt: Math | livebench-math", "claude | overall"),
        shown(
            "judgebench",
            "gpt/overall",
            "gpt/section/Math",
            "gpt/subset/livebench-math",
            "claude/overall"));
  }

  @Test
  void numbersOfAnUnknownBenchmarkAreGroupedByTheirPrefix() {
    assertEquals(
        List.of(
            "Main numbers | agreement", "Main numbers | f1", "without ties | f1", "Subsets | a"),
        shown("another", "agreement", "without_ties/f1", "f1", "subset/a"));
  }

  @Test
  void whereThereAreNoGroupsNoTwoNamesAreTheSame() {
    List<Named> names =
        MetricNames.of(
            "rm-bench", List.of("hard", "section/chat", "section/chat/hard", "subset/chat"));
    assertEquals(
        Map.of(
            "hard", "hard",
            "section/chat", "chat",
            "section/chat/hard", "chat: hard",
            "subset/chat", "chat: chat"),
        MetricNames.distinct(names));
    List<Named> scenarios =
        MetricNames.of(
            "rmb",
            List.of(
                "subset/Harmlessness/BoN/S1",
                "subset/Harmlessness/Pairwise/S1",
                "subset/Harmlessness/Pairwise/S2"));
    assertEquals(
        List.of("Harmlessness/BoN: S1", "Harmlessness/Pairwise: S1", "S2"),
        List.copyOf(MetricNames.distinct(scenarios).values()));
  }
}
