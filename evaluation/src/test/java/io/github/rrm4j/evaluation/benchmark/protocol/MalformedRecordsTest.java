package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Tables;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A malformed record is named by its file and place; other formats give the same items. */
class MalformedRecordsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "rewardbench | {\"id\":1,\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"} | 'subset' is missing",
        "rewardbench | {\"id\":1,\"subset\":\"hep-go\",\"prompt\":\"q\",\"chosen\":\"a\"} | 'rejected' is missing",
        "rewardbench | {\"id\":1,\"subset\":\"hep-go\",\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":[]} | 'rejected' is a list",
        "rewardbench2 | {\"id\":\"1\",\"subset\":\"Math\",\"prompt\":\"q\",\"chosen\":[\"a\",\"b\"],\"rejected\":[\"c\"]} | 'chosen' has 2 responses",
        "rewardbench2 | {\"id\":\"1\",\"subset\":\"Ties\",\"prompt\":\"q\",\"chosen\":[\"a\"],\"rejected\":[\"c\"]} | must be ref:N or tied:N",
        "rewardbench2 | {\"id\":\"1\",\"subset\":\"Math\",\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":[\"c\"]} | 'chosen' is a string",
        "pandalm | {\"idx\":1,\"instruction\":\"i\",\"input\":\"\",\"response1\":\"a\",\"response2\":\"b\",\"annotator1\":1,\"annotator2\":2,\"annotator3\":0} | labels all differ",
        "pandalm | {\"idx\":1,\"instruction\":\"i\",\"input\":\"\",\"response1\":\"a\",\"response2\":\"b\",\"annotator1\":3,\"annotator2\":2,\"annotator3\":0} | 'annotator1' is 3",
        "ppe | {\"question_id\":1,\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"scores\":[true,false],\"sampled_conflict_pairs\":[[0,1]]} | nothing says which benchmark",
        "ppe | {\"benchmark\":\"MATH\",\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"scores\":[true,false],\"sampled_conflict_pairs\":[[0,2]]} | two indices below 2",
        "ppe | {\"benchmark\":\"MATH\",\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"scores\":[true,true],\"sampled_conflict_pairs\":[[0,1]]} | both are right",
        "ppe | {\"benchmark\":\"MATH\",\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"scores\":[true,0.5],\"sampled_conflict_pairs\":[[0,1]]} | 'scores[1]' is 0.5",
        "ppe | {\"benchmark\":\"MATH\",\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"scores\":[true,false]} | 'sampled_conflict_pairs' is missing",
        "ppe-best-of-k | {\"benchmark\":\"MATH\",\"prompt\":\"q\",\"response_1\":\"a\",\"scores\":[true,false]} | 'response_2' is missing",
        "judgebench | {\"pair_id\":\"p\",\"source\":\"s\",\"question\":\"q\",\"response_A\":\"a\",\"response_B\":\"b\",\"label\":\"A=B\"} | 'label' is 'A=B'",
        "rm-bench | {\"id\":\"x\",\"prompt\":\"q\",\"chosen\":[\"a\",\"b\"],\"rejected\":[\"a\",\"b\",\"c\"],\"domain\":\"chat\"} | 'chosen' has 2 responses",
        "rm-bench | {\"id\":\"x\",\"prompt\":\"q\",\"chosen\":[\"a\",\"b\",\"c\"],\"rejected\":[\"a\",\"b\",\"c\"],\"domain\":\"law\"} | 'domain' is \"law\"",
        "llmbar | {\"input\":\"q\",\"output_1\":\"a\",\"output_2\":\"b\",\"label\":0} | 'label' is 0",
        "llmbar | {\"input\":\"q\",\"output_1\":\"a\",\"output_2\":null,\"label\":1} | 'output_2' is missing",
        "rmb | {\"pair_uid\":\"1\",\"conversation_input\":[{\"role\":\"user\",\"content\":\"q\"}],\"chosen\":{\"answer\":\"a\"},\"reject\":{},\"category_path\":\"Pairwise_set/Helpfulness/x\"} | 'reject.answer' is missing",
        "rmb | {\"bon_uid\":\"1\",\"conversation_input\":[{\"role\":\"user\",\"content\":\"q\"}],\"bon_best\":{\"answer\":\"a\"},\"loser_list\":[],\"category_path\":\"BoN_set/Helpfulness/x\"} | 'loser_list' is missing or empty",
        "rmb | {\"pair_uid\":\"1\",\"category_path\":\"Pairwise_set/Humour/x\"} | must name Helpfulness or Harmlessness",
        "preference | {\"prompt\":\"q\",\"chosen\":\"a\"} | 'rejected' is missing"
      })
  void aMalformedRecordIsNamed(String benchmark, String record, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("data.jsonl"), record + "\n");
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () -> Benchmarks.named(benchmark).read(file.toString(), note -> {}));
    assertTrue(error.getMessage().startsWith(file + ":1: "), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    InvalidInput error = assertThrows(InvalidInput.class, () -> Benchmarks.named("reward-bench"));
    assertTrue(error.getMessage().contains("rewardbench, rewardbench2"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "rewardbench, rewardbench/*.jsonl, filtered.parquet",
    "rewardbench2, rewardbench2/*.jsonl, test.parquet",
    "ppe, ppe/PPE-MATH-Best-of-K/*.jsonl, ppe-math.parquet",
    "judgebench, judgebench/*.jsonl, judgebench.parquet"
  })
  void parquetGivesTheItemsOfTheLines(String name, String lines, String table) throws IOException {
    Path root = Samples.files("rewardbench").getParent();
    Path parquet = folder.resolve(table);
    List<JsonNode> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve(lines).getParent())) {
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).forEach(line -> rows.add(Tables.row(line)));
      }
    }
    Tables.parquet(parquet, rows);
    Benchmark benchmark = Benchmarks.named(name);
    String path = root.resolve(lines.split("\\*", 2)[0]).toString();
    List<Item> expected = benchmark.read(path, note -> {});
    List<Item> items = benchmark.read(parquet.toString(), note -> {});
    assertEquals(expected.size(), items.size());
    for (int i = 0; i < items.size(); i++) {
      assertEquals(
          expected.get(i).comparisons(new Verdicts()), items.get(i).comparisons(new Verdicts()));
    }
  }
}
