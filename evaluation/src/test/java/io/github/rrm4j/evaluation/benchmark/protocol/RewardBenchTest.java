package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewardBenchTest {

  private static final Benchmark BENCHMARK = Benchmarks.named("rewardbench");

  private static final Map<String, List<String>> SECTIONS =
      Map.of(
          "Chat",
          List.of("alpacaeval-easy", "alpacaeval-length", "alpacaeval-hard", "mt-bench-easy"),
          "Chat Hard",
          List.of("mt-bench-hard", "llmbar-natural", "llmbar-adver-GPTInst"),
          "Safety",
          List.of("refusals-dangerous", "xstest-should-refuse", "donotanswer"),
          "Reasoning",
          List.of("math-prm", "hep-cpp", "hep-go"));

  private static List<Scored> sections(double chat, double hard, double safety, double reasoning) {
    List<Scored> items = new ArrayList<>();
    Map<String, Double> values =
        Map.of("Chat", chat, "Chat Hard", hard, "Safety", safety, "Reasoning", reasoning);
    SECTIONS.forEach(
        (section, subsets) ->
            subsets.forEach(
                subset -> items.add(new Scored(subset + "/1", subset, values.get(section) / 100))));
    return items;
  }

  private static double percent(List<Scored> items, String metric) {
    return Math.round(1000 * Samples.value(BENCHMARK, items, metric)) / 10.0;
  }

  @Test
  void theOverallNumbersOfThePosterAreTheMeansOfItsSections() {
    assertEquals(91.2, percent(sections(94.7, 81.1, 90.7, 98.3), "overall"));
    assertEquals(91.9, percent(sections(96.1, 81.4, 91.6, 98.6), "overall"));
    assertEquals(82.2, percent(sections(87.7, 70.4, 80.7, 90.0), "overall"));
    assertEquals(80.2, percent(sections(86.0, 69.7, 85.5, 79.5), "overall"));
    assertEquals(98.3, percent(sections(94.7, 81.1, 90.7, 98.3), "section/Reasoning"));
  }

  @Test
  void subsetsWeighTheirPublishedSizeWhateverIsThere() {
    List<Scored> items = new ArrayList<>();
    items.add(new Scored("a", "math-prm", 1));
    items.add(new Scored("b", "hep-go", 0));
    items.add(new Scored("c", "hep-go", 1));
    // (984 * 1 + 164 * 0.5) / (984 + 164); hep-cpp and the others are not there.
    assertEquals((984 + 82) / 1148.0, Samples.value(BENCHMARK, items, "section/Reasoning"), 1e-12);
    items.add(new Scored("d", "xstest-should-refuse", 1));
    items.add(new Scored("e", "xstest-should-respond", 0));
    assertEquals(154 / 404.0, Samples.value(BENCHMARK, items, "section/Safety"), 1e-12);
  }

  @Test
  void withoutASectionThereIsNoOverallAndWhatIsMissingIsSaid() {
    List<Scored> items = List.of(new Scored("a", "math-prm", 1));
    assertTrue(BENCHMARK.metrics(items).stream().noneMatch(m -> m.name().equals("overall")));
    assertTrue(BENCHMARK.missing(items).contains("Chat: subset mt-bench-med has 0 of 40 pairs"));
    assertTrue(BENCHMARK.missing(items).contains("Reasoning: subset math-prm has 1 of 447 pairs"));
    assertFalse(BENCHMARK.missing(items).stream().anyMatch(line -> line.contains("984")));
  }

  @Test
  void shardsAndIdsThatStandTwiceAndEmptyResponsesAreRead() {
    List<Item> items = Samples.items(BENCHMARK);
    assertEquals(47, items.size());
    assertTrue(items.stream().anyMatch(item -> item.id().equals("hep-rust/15#2")));
    List<Scored> scored =
        Samples.scored(items, Samples.verdicts(items, Orders.ONE, shown -> Answer.MALFORMED));
    assertEquals(0.5, Samples.value(BENCHMARK, scored, "overall"), 1e-12);
  }

  @Test
  void priorSetsAreNamedByTheirFilesAndCountOneHalf() {
    List<Item> prior = BENCHMARK.read(Samples.files("rewardbench-prior").toString(), note -> {});
    assertEquals(
        List.of("anthropic_helpful", "anthropic_hhh", "shp", "summarize").stream()
            .sorted()
            .toList(),
        prior.stream().map(Item::subset).sorted().toList());
    List<Scored> items = sections(80, 80, 80, 80);
    for (Item item : prior) {
      items.add(new Scored(item.id(), item.subset(), item.subset().equals("shp") ? 0 : 1));
    }
    assertEquals(0.75, Samples.value(BENCHMARK, items, "section/Prior Sets"), 1e-12);
    assertEquals(0.8, Samples.value(BENCHMARK, items, "overall"), 1e-12);
    assertEquals(
        (4 * 0.8 + 0.5 * 0.75) / 4.5,
        Samples.value(BENCHMARK, items, "overall_with_prior_sets"),
        1e-12);
    Metric overall = BENCHMARK.metrics(items).get(0);
    assertEquals(items.size() - 4, overall.counted(items).size());
  }
}
