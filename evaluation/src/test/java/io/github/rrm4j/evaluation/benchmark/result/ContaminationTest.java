package io.github.rrm4j.evaluation.benchmark.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items that were trained on, and such that share 13 words with a prompt, by hand. */
class ContaminationTest {

  @TempDir Path folder;
  private final Benchmark benchmark = Benchmarks.named("preference");
  private final PromptHashes prompts = new PromptHashes();
  private final GramHashes grams = new GramHashes();
  private List<Item> items;
  private Result result;

  private static String words(String name, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> name + i).collect(Collectors.joining(" "));
  }

  /** One prompt of 15 words; the judge is right on the copy and on one of the two that overlap. */
  @BeforeEach
  void judge() throws IOException {
    prompts.add(words("a", 0, 15));
    grams.add(words("a", 0, 15));
    String[] queries = {
      words("A", 0, 15) + "!", // the same
      "Say " + words("a", 0, 13), // 13 words
      words("a", 2, 15) + " please", // 13 words
      "Say " + words("a", 0, 12) + " " + words("a", 13, 15), // 12 and 2
      words("b", 0, 15),
    };
    StringBuilder lines = new StringBuilder();
    Verdicts verdicts = new Verdicts();
    for (int i = 0; i < queries.length; i++) {
      lines.append(
          Json.object()
                  .put("id", "p" + i)
                  .put("prompt", queries[i])
                  .put("chosen", "yes " + i)
                  .put("rejected", "no " + i)
                  .put("section", "s")
              + "\n");
      Answer answer = i == 2 || i == 4 ? Answer.SECOND : Answer.FIRST;
      verdicts.add(
          new JudgedComparison(
              "p" + i, "s", Order.GIVEN, Optional.of(Side.FIRST), List.of(new Sample(answer))));
    }
    String file = Files.writeString(folder.resolve("pairs.jsonl"), lines).toString();
    items = benchmark.read(file, note -> {});
    result = Result.of(benchmark, items, verdicts, 1);
    assertEquals(0.6, result.metrics().get(0).value(), 1e-12);
  }

  @Test
  void bothNumbersAndTheAccuracyWithoutAndOnThem() {
    Result known = result.trainedOn(benchmark, items, prompts, Optional.of(grams), 1);
    Contamination found = known.contamination().orElseThrow();
    assertEquals(1, found.seen());
    assertEquals(0.5, found.withoutSeen().get(0).value(), 1e-12);
    assertEquals(1, found.seenOnly().get(0).value(), 1e-12);
    Contamination.Overlap overlap = found.overlap().orElseThrow();
    assertEquals(2, overlap.items());
    assertEquals(3, overlap.grams(), "15 words have three stretches of 13");
    assertEquals(1, overlap.kept());
    assertEquals(0.5, overlap.without().get(0).value(), 1e-12);
    assertEquals(2, overlap.without().get(0).n());
    assertEquals(0.5, overlap.only().get(0).value(), 1e-12);
    List<String> lines = found.warnings("b");
    assertTrue(
        lines.get(0).startsWith("b: the judge was trained on the query of 1 of 5 items; accuracy"),
        lines.get(0));
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "b: 2 more of 5 items share 13 words in a row with a query that the judge was"
                    + " trained on; accuracy 50.0"),
        lines.get(1));
    assertEquals(lines, found.lines("b"));
    JsonNode json = known.toJson(Json.object(), OptionalLong.empty()).get("contamination");
    assertEquals(2, json.get("overlapping").asInt());
    assertEquals(3, json.get("training_grams").asInt());
    assertEquals(0.5, json.at("/without_overlapping/accuracy/value").asDouble(), 1e-12);
    assertEquals(0.5, json.at("/overlapping_only/accuracy/value").asDouble(), 1e-12);
  }

  @Test
  void aRunThatKeptNoStretchesSaysSo() {
    Result known = result.trainedOn(benchmark, items, prompts, Optional.empty(), 1);
    Contamination found = known.contamination().orElseThrow();
    assertEquals(1, found.warnings("b").size());
    assertTrue(
        found
            .lines("b")
            .contains(
                "shared stretches of 13 words are not known: the run of the judge kept none"));
    JsonNode json = known.toJson(Json.object(), OptionalLong.empty()).get("contamination");
    assertTrue(json.get("overlapping").isNull());
    assertEquals(1, json.get("seen").asInt());
  }

  @Test
  void nothingInCommonIsSaidToo() {
    Contamination found =
        result
            .trainedOn(benchmark, items, new PromptHashes(), Optional.of(new GramHashes()), 1)
            .contamination()
            .orElseThrow();
    assertEquals(List.of(), found.warnings("b"));
    assertEquals(
        List.of(
            "the judge was trained on the query of none of the items",
            "none of the items shares 13 words in a row with a query that it was trained on"),
        found.lines("b"));
  }
}
