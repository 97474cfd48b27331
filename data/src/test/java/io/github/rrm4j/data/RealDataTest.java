package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.check.Benchmark;
import io.github.rrm4j.data.check.DataCheck;
import io.github.rrm4j.data.check.DataCheck.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Published files as they are, where {@code -Drrm.realData=DIR} or RRM_REAL_DATA says where they
 * lie.
 */
@Tag("real-data")
class RealDataTest {

  private static final Columns LLM_BAR =
      new Columns(
          Map.of(
              Role.PROMPT, "input",
              Role.RESPONSE_1, "output_1",
              Role.RESPONSE_2, "output_2"),
          Labels.USUAL);

  private Path folder;

  @BeforeEach
  void find() {
    String given =
        System.getProperty(
            "rrm.realData", Optional.ofNullable(System.getenv("RRM_REAL_DATA")).orElse(""));
    assumeTrue(!given.isEmpty(), "-Drrm.realData is not set");
    folder = Path.of(given);
    assertTrue(Files.isDirectory(folder), folder + " is no folder");
  }

  private PairSource llmBar() {
    return new PairSource(folder + "/llmbar/**dataset.json", LLM_BAR);
  }

  @Test
  void llmBarIsReadByItsColumns() {
    List<Pair> pairs = llmBar().read();
    assertEquals(419, pairs.size());
    assertEquals(100, pairs.stream().filter(p -> p.id().startsWith("Natural/")).count());
    assertTrue(pairs.stream().anyMatch(pair -> pair.gold() == Side.SECOND));
    assertEquals(419, pairs.stream().map(Pair::id).distinct().count());
  }

  @Test
  void correctnessOfTwoSolutionsDecidesAPair() {
    Columns columns =
        new Columns(
            Map.of(
                Role.PROMPT, "question",
                Role.RESPONSE_1, "6b_finetuning.solution",
                Role.RESPONSE_2, "175b_verification.solution",
                Role.SCORE_1, "6b_finetuning.is_correct",
                Role.SCORE_2, "175b_verification.is_correct"),
            Labels.USUAL);
    long pairs = 0;
    long second = 0;
    try (PairStream stream =
        new PairSource(folder + "/gsm8k/example_model_solutions.jsonl", columns).open()) {
      for (; stream.hasNext(); pairs++) {
        second += stream.next().gold() == Side.SECOND ? 1 : 0;
      }
      assertEquals(1319, pairs + stream.ties());
    }
    assertTrue(
        second > pairs / 2, "the large model is right more often: " + second + " of " + pairs);
  }

  @Test
  void aBenchmarkLeaksIntoItselfAndOneQueryIntoAnother() {
    Benchmark itself = Benchmark.read(List.of(folder + "/llmbar/Natural"));
    DataCheck.Result leaks =
        DataCheck.of(
            List.of(new PairSource(folder + "/llmbar/Natural", LLM_BAR)), Optional.of(itself));
    assertEquals(100, leaks.of(Fault.SAME_AS_BENCHMARK));
    Benchmark pandaLm = Benchmark.read(List.of(folder + "/pandalm"));
    assertEquals(999, pandaLm.size());
    Benchmark gsm8k = Benchmark.read(List.of(folder + "/gsm8k"));
    assertEquals(1319, gsm8k.size());
    DataCheck.Result shared = DataCheck.of(List.of(llmBar()), Optional.of(gsm8k));
    assertEquals(0, shared.of(Fault.SAME_AS_BENCHMARK));
    assertEquals(1, shared.of(Fault.OVERLAPS_BENCHMARK), "one problem of GSM8K is in LLMBar");
  }
}
