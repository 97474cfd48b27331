package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as benchmarks' owners lay them out, whose files overlap, count each record once. */
class PublishedFoldersTest {

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void describe() {
    file("dataset_infos.json", "{\"default\": {\"splits\": {}}}");
    file("data/README.md", "# data");
  }

  private Path file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> ids(String benchmark, String path) {
    return Benchmarks.named(benchmark).read(path, notes::add).stream().map(Item::id).toList();
  }

  private String refusal(String benchmark) {
    return assertThrows(InvalidInput.class, () -> ids(benchmark, folder.toString()))
        .getMessage()
        .replace(folder + "/", "");
  }

  private static String lines(int from, int to, String line) {
    return IntStream.range(from, to)
        .mapToObj(i -> line.replace("%d", Integer.toString(i)))
        .collect(Collectors.joining("\n"));
  }

  private static String rmBench(String domain, int n, String more) {
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                Text.format(
                    "{'id':'%s/%d','prompt':'q%d','chosen':['a','b','c'],'rejected':['d','e','f']%s}",
                    domain, i, i, more))
        .collect(Collectors.joining(","));
  }

  private static final String PAIR =
      "{'id':%d,'subset':'hep-go','prompt':'q%d','chosen':'a','rejected':'b'}";

  @Test
  void rmBenchHasItsCutsAndTheWhole() {
    file("chat_filtered.json", "[" + rmBench("chat", 2, "") + "]");
    file("code_filtered.json", "[" + rmBench("code", 3, "") + "]");
    file(
        "total_dataset.json",
        "["
            + rmBench("chat", 2, ",'domain':'chat'")
            + ","
            + rmBench("code", 3, ",'domain':'code'")
            + ","
            + rmBench("math", 1, ",'domain':'math'")
            + "]");
    assertEquals(
        List.of("chat/0", "chat/1", "code/0", "code/1", "code/2", "math/0"),
        ids("rm-bench", folder.toString()));
    assertEquals(
        List.of(
            folder + ": 5 records stand in another file too and count once (total_dataset.json)"),
        notes);
  }

  @Test
  void anotherTextUnderTheSameIdIsRefusedWithBothPlaces() {
    file("chat_filtered.json", "[" + rmBench("chat", 2, "") + "]");
    file("total_dataset.json", "[" + rmBench("chat", 2, "").replace("'q1'", "'other'") + "]");
    assertEquals(
        "total_dataset.json: item 2: id 'chat/1' stands in chat_filtered.json: item 2 too, with"
            + " another 'prompt', must be one record, name the files that are meant",
        refusal("rm-bench"));
  }

  @Test
  void rewardBenchIsFilteredOrRawButNotBoth() {
    file("data/filtered-00000-of-00001.jsonl", lines(0, 5, PAIR));
    Path raw = file("data/raw-00000-of-00001.jsonl", lines(0, 8, PAIR));
    assertEquals(
        folder
            + ": holds 2 test sets, filtered (data/filtered-00000-of-00001.jsonl), raw"
            + " (data/raw-00000-of-00001.jsonl), must be one, name its file, folder or glob",
        refusal("rewardbench"));
    assertEquals(5, ids("rewardbench", folder + "/data/filtered-*").size());
    assertEquals(8, ids("rewardbench", raw.toString()).size());
    assertEquals(List.of(), notes);
  }

  @Test
  void priorSetsStandBesideTheFilteredPairs() {
    file("data/filtered-00000-of-00001.jsonl", lines(0, 5, PAIR));
    file("data/shp-00000-of-00001.jsonl", "{'prompt':'q','chosen':'a','rejected':'b'}");
    assertEquals(6, ids("rewardbench", folder.toString()).size());
  }

  private static String judgeBench(String model, String more) {
    return "{'pair_id':'"
        + model
        + "-%d','source':'mmlu-pro-law','question':'q%d','response_A':'a','response_B':'b',"
        + "'label':'A>B'"
        + more
        + "}";
  }

  @Test
  void judgeBenchHasDataAndOutputsOfOneModel() {
    String name = "dataset=judgebench,response_model=gpt-4o-2024-05-13";
    file("data/" + name + ".jsonl", lines(0, 4, judgeBench("g", "")));
    file(
        "outputs/" + name + ",judge_name=arena_hard,judge_model=gpt-4o.jsonl",
        lines(0, 4, judgeBench("g", ",'judgments':[1]")));
    assertEquals(4, ids("judgebench", folder.toString()).size());
    assertTrue(notes.get(0).contains(": 4 records stand in another file too and count once"));
    String other = "dataset=judgebench,response_model=claude-3-5-sonnet-20240620";
    file("data/" + other + ".jsonl", lines(0, 3, judgeBench("c", "")));
    String message = refusal("judgebench");
    assertTrue(
        message.contains(
            "holds 2 test sets, claude-3-5-sonnet-20240620 (data/" + other + ".jsonl), gpt-4o"),
        message);
    assertEquals(3, ids("judgebench", folder + "/data/*claude*").size());
  }

  @Test
  void judgeBenchAsADataSetHasASplitForEachModel() {
    file("data/gpt-00000-of-00001.jsonl", lines(0, 2, judgeBench("g", "")));
    file("data/claude-00000-of-00001.jsonl", lines(0, 2, judgeBench("c", "")));
    assertTrue(refusal("judgebench").contains("holds 2 test sets, claude (data/claude-"));
  }

  @Test
  void llmBarAndItsOwnersOtherTestSetsAreNotOne() {
    String pairs = "[{'input':'q','output_1':'a','output_2':'b','label':1}]";
    file("LLMBar/Natural/dataset.json", pairs);
    file("LLMBar/Adversarial/Manual/dataset.json", pairs);
    assertEquals(
        List.of("Manual/1", "Natural/1"), ids("llmbar", folder.toString()), "same texts, two ids");
    file("Processed/FairEval/dataset.json", pairs);
    assertTrue(refusal("llmbar").contains("holds 2 test sets, FairEval (Processed/FairEval/"));
  }

  @Test
  void aRecordWithoutAnIdIsKnownByAllItHolds() {
    String pair = "{'subset':'hep-go','prompt':'q','chosen':'a','rejected':'b'}";
    file("a.jsonl", pair + "\n" + pair);
    file("b.json", "[" + pair + "," + pair.replace("'q'", "'r'") + "]");
    assertEquals(
        List.of("hep-go/a.jsonl:1", "hep-go/a.jsonl:2", "hep-go/b.json:2"),
        ids("rewardbench", folder.toString()),
        "within a file each record counts, as for its owners");
  }
}
