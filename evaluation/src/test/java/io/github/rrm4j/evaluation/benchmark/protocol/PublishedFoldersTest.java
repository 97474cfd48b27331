package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.judging.Orders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders as benchmarks' owners lay them out: what is not the benchmark is not read, and of files
 * that overlap each record counts once.
 */
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

  private static final String RM_BENCH =
      "{'id':%d,'prompt':'PROMPT','chosen':['a','b','c'],'rejected':['d','e','f']}";

  private void notRead(String read, String... left) {
    String files = left.length == 1 ? "1 file is" : left.length + " files are";
    assertEquals(
        List.of(
            Text.format(
                "%s: %s not read because the benchmark is %s: %s",
                folder, files, read, String.join(", ", left))),
        notes);
    notes.clear();
  }

  @Test
  void rmBenchIsTheWholeAndItsCutsAreNotRead() {
    file("chat_filtered.json", "[" + RM_BENCH.replace("%d", "8") + "]");
    file("code_filtered.json", "[" + RM_BENCH.replace("%d", "8") + "]");
    String whole = rmBench("chat", 2, ",'domain':'chat'") + "," + rmBench("math", 1, "");
    file("total_dataset.json", "[" + whole + "]");
    assertEquals(List.of("chat/0", "chat/1", "math/0"), ids("rm-bench", folder.toString()));
    notRead("total_dataset.json", "chat_filtered.json", "code_filtered.json");
  }

  @Test
  void theCutsOfRmBenchHaveIdsOfTheirOwnThoughTheirNumbersAreAlike() {
    file("chat_filtered.json", "[" + RM_BENCH.replace("%d", "8").replace("PROMPT", "p") + "]");
    file("code_filtered.json", "[" + RM_BENCH.replace("%d", "'8'").replace("PROMPT", "q") + "]");
    file("safety-refuse_filtered.json", "[" + rmBench("safety-refuse", 1, "") + "]");
    assertEquals(
        List.of("chat/8", "code/8", "safety-refuse/0"), ids("rm-bench", folder.toString()));
    assertEquals(List.of(), notes);
  }

  @Test
  void anotherTextUnderTheSameIdIsRefusedWithBothPlaces() {
    file("chat_filtered.json", "[" + rmBench("chat", 2, "") + "]");
    file("chat_other.json", "[" + rmBench("chat", 2, "").replace("'q1'", "'other'") + "]");
    assertEquals(
        "chat_other.json: item 2: id 'chat/1' stands in chat_filtered.json: item 2 too, with"
            + " another 'prompt', must be one record, name the files that are meant",
        refusal("rm-bench"));
  }

  @Test
  void rewardBenchIsFilteredWhateverVersionsStandBesideIt() {
    file("data/filtered-00000-of-00001.jsonl", lines(0, 5, PAIR));
    Path raw = file("data/raw-00000-of-00001.jsonl", lines(0, 8, PAIR));
    Path train = file("data/train-00000-of-00001.jsonl", lines(0, 9, PAIR));
    assertEquals(5, ids("rewardbench", folder.toString()).size());
    notRead(
        "data/filtered-00000-of-00001.jsonl",
        "data/raw-00000-of-00001.jsonl",
        "data/train-00000-of-00001.jsonl");
    assertEquals(5, ids("rewardbench", folder + "/data/filtered-*").size());
    assertEquals(8, ids("rewardbench", raw.toString()).size());
    assertEquals(9, ids("rewardbench", train.toString()).size());
    assertEquals(List.of(), notes);
  }

  @Test
  void aFolderOfWhichNothingSaysWhatIsMeantIsRefused() throws IOException {
    Path filtered = file("data/filtered-00000-of-00001.jsonl", lines(0, 5, PAIR));
    file("data/mine.jsonl", lines(0, 8, PAIR));
    assertEquals(
        folder
            + ": holds data/mine.jsonl beside the benchmark (data/filtered-00000-of-00001.jsonl),"
            + " must hold files that its owners publish, name the file, folder or glob that is"
            + " meant",
        refusal("rewardbench"));
    Files.delete(filtered);
    Files.delete(folder.resolve("data/mine.jsonl"));
    file("data/raw-00000-of-00001.jsonl", lines(0, 8, PAIR));
    file("data/train-00000-of-00001.jsonl", lines(0, 8, PAIR));
    assertEquals(
        folder
            + ": holds 2 test sets, raw (data/raw-00000-of-00001.jsonl), train"
            + " (data/train-00000-of-00001.jsonl), must be one, name its file, folder or glob",
        refusal("rewardbench"));
  }

  @Test
  void priorSetsStandBesideTheFilteredPairsAndThoseThatTheLeaderboardLeavesOutAreNotRead() {
    file("data/filtered-00000-of-00001.jsonl", lines(0, 5, PAIR));
    file("data/shp-00000-of-00001.jsonl", "{'prompt':'q','chosen':'a','rejected':'b'}");
    file("data/pku_safer-00000-of-00001.jsonl", "{'prompt':'q','chosen':'a','rejected':'b'}");
    assertEquals(6, ids("rewardbench", folder.toString()).size());
    notRead(
        "data/filtered-00000-of-00001.jsonl, data/shp-00000-of-00001.jsonl",
        "data/pku_safer-00000-of-00001.jsonl");
  }

  @Test
  void rewardBench2IsItsTestSplit() {
    String one = "{'id':'1','subset':'Math','prompt':'q','chosen':['a'],'rejected':['b']}";
    file("data/test-00000-of-00001.jsonl", one);
    assertEquals(1, ids("rewardbench2", folder.toString()).size());
    file("data/more.jsonl", one.replace("'1'", "'2'"));
    assertTrue(refusal("rewardbench2").contains(": holds data/more.jsonl beside the benchmark"));
  }

  @Test
  void pandaLmIsItsTestSetAndNotWhatModelsSaidOfIt() {
    String one =
        "[{'idx':0,'instruction':'q','input':'','response1':'a','response2':'b','annotator1':1,"
            + "'annotator2':1,'annotator3':1}]";
    file("testset-v1.json", one);
    file("gpt-3.5-turbo-testset-v1.json", one);
    file("testset-inference-v1.json", "[{'instruction':'q'}]");
    assertEquals(List.of("0"), ids("pandalm", folder.toString()));
    notRead("testset-v1.json", "gpt-3.5-turbo-testset-v1.json", "testset-inference-v1.json");
  }

  @Test
  void rmbIsItsTwoSetsAndNotTheResultsOfItsOwners() {
    file(
        "RMB_dataset/Pairwise_set/Harmlessness/S1.json",
        "[{'pair_uid':'1','category_path':'Pairwise_set/Harmlessness/S1','conversation_input':'q',"
            + "'chosen':{'answer':'a'},'reject':{'answer':'b'}}]");
    file("eval/result/model_result.json", "[{'pair_uid':'1','chosen_reward':0.1}]");
    assertEquals(1, ids("rmb", folder.toString()).size());
    notRead("RMB_dataset/Pairwise_set/Harmlessness/S1.json", "eval/result/model_result.json");
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
  void judgeBenchIsItsDataAndEachModelThatRespondedIsATestSet() {
    String name = "dataset=judgebench,response_model=gpt-4o-2024-05-13";
    file("data/" + name + ".jsonl", lines(0, 4, judgeBench("g", "")));
    String judged = "outputs/" + name + ",judge_name=arena_hard,judge_model=gpt-4o.jsonl";
    file(judged, lines(0, 4, judgeBench("g", ",'judgments':[1]")));
    List<Item> one = Benchmarks.named("judgebench").read(folder.toString(), notes::add);
    assertEquals(Set.of("mmlu-pro-law"), subsets(one), "a single set needs no name");
    assertEquals(4, one.size());
    notRead("data/" + name + ".jsonl", judged);
    String other = "dataset=judgebench,response_model=claude-3-5-sonnet-20240620";
    file("data/" + other + ".jsonl", lines(0, 3, judgeBench("c", "")));
    List<Item> both = Benchmarks.named("judgebench").read(folder.toString(), notes::add);
    assertEquals(
        Set.of("claude-3-5-sonnet-20240620/mmlu-pro-law", "gpt-4o-2024-05-13/mmlu-pro-law"),
        subsets(both));
    assertEquals(3, ids("judgebench", folder + "/data/*claude*").size());
  }

  private static Set<String> subsets(List<Item> items) {
    return new TreeSet<>(items.stream().map(Item::subset).toList());
  }

  @Test
  void judgeBenchAsADataSetHasASplitForEachModelThatIsScoredApart() {
    file("data/gpt-00000-of-00001.jsonl", lines(0, 3, judgeBench("g", "")));
    file("data/claude-00000-of-00001.jsonl", lines(0, 2, judgeBench("c", "")));
    Benchmark benchmark = Benchmarks.named("judgebench");
    List<Item> items = benchmark.read(folder.toString(), notes::add);
    // Right on what claude wrote, wrong on what gpt wrote.
    List<Scored> scored =
        Samples.scored(
            items,
            Samples.verdicts(
                items,
                Orders.BOTH,
                shown ->
                    shown.id().startsWith("c-")
                        ? Samples.oracle(shown)
                        : Samples.oracle(shown).swapped()));
    assertEquals(
        List.of(
            "claude/overall",
            "claude/section/Knowledge",
            "claude/subset/mmlu-pro-law",
            "gpt/overall",
            "gpt/section/Knowledge",
            "gpt/subset/mmlu-pro-law"),
        benchmark.metrics(scored).stream().map(Metric::name).toList());
    assertEquals(1, Samples.value(benchmark, scored, "claude/overall"));
    assertEquals(0, Samples.value(benchmark, scored, "gpt/overall"));
    assertTrue(benchmark.missing(scored).contains("claude: section Knowledge has 2 of 154 pairs"));
    assertTrue(benchmark.missing(scored).contains("gpt: section Knowledge has 3 of 154 pairs"));
  }

  @Test
  void llmBarIsReadAsItIsPublished() {
    String pairs = "[{'input':'q','output_1':'a','output_2':'b','label':1}]";
    file("LLMBar/Natural/dataset.json", pairs);
    file("LLMBar/Adversarial/Manual/dataset.json", pairs);
    assertEquals(
        List.of("Manual/1", "Natural/1"), ids("llmbar", folder.toString()), "same texts, two ids");
    assertEquals(List.of(), notes);
    String said = "LLMBar/Natural/evaluators/GPT-4/CoT/";
    file(said + "result.json", pairs.replace("'label':1", "'label':1,'results':[]"));
    file(said + "statistics.json", "{'equal':'1 / 1 = 100.0%'}");
    file("Processed/FairEval/dataset.json", pairs);
    assertEquals(List.of("Manual/1", "Natural/1"), ids("llmbar", folder.toString()));
    notRead(
        "LLMBar/Adversarial/Manual/dataset.json, LLMBar/Natural/dataset.json",
        said + "result.json",
        said + "statistics.json",
        "Processed/FairEval/dataset.json");
    file("Processed/MT-Bench/dataset.json", pairs);
    InvalidInput two =
        assertThrows(
            InvalidInput.class, () -> ids("llmbar", folder.resolve("Processed").toString()));
    assertTrue(two.getMessage().contains("holds 2 test sets, FairEval (FairEval/dataset.json)"));
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
