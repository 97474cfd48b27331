package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} and {@code compare} with judges that need no model. */
class EvaluateCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  private String data;

  @BeforeEach
  void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      lines.append(
          Text.format(
              "{\"id\":\"p%d\",\"section\":\"s\",\"prompt\":\"q %d\",\"chosen\":\"%s\",\"rejected\":\"no %d\"}\n",
              i, i, i < 7 ? "the longer answer" : "y", i));
    }
    data = Files.writeString(folder.resolve("pairs.jsonl"), lines).toString();
  }

  private Invocation evaluate(String judge, Path output, String... more) {
    String[] first = {
      "evaluate", "--judge-type", judge, "--input", data, "--output", output.toString()
    };
    String[] all = new String[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Invocation.of(all);
  }

  private static JsonNode result(Path output) throws IOException {
    return MAPPER.readTree(Files.readString(output.resolve("result.json")));
  }

  @Test
  void aFileOfPairsAloneIsThePreferenceBenchmark() throws IOException {
    Path output = folder.resolve("length");
    Invocation call = evaluate("length", output);
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("preference: 10 items, 10 comparisons, 20 judgements"));
    JsonNode accuracy = result(output).get("metrics").get("accuracy");
    assertEquals(0.7, accuracy.get("value").asDouble(), 1e-12);
    assertEquals("wilson", accuracy.get("method").asText());
    assertEquals(10, accuracy.get("n").asInt());
    assertEquals(20, Files.readAllLines(output.resolve("judgements.jsonl")).size());
    assertEquals(10, Files.readAllLines(output.resolve("items.jsonl")).size());
  }

  @Test
  void aFolderWithResultsIsGoneOnWithOnlyWhenAskedAndOnlyWithTheSameSettings() throws IOException {
    Path output = folder.resolve("random");
    assertEquals(0, evaluate("random", output).code());
    String judgements = Files.readString(output.resolve("judgements.jsonl"));
    JsonNode before = result(output);
    Invocation again = evaluate("random", output);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("is there already; add --resume"), again.err());
    Invocation other = evaluate("random", output, "--resume", "--seed", "2");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("were started with different settings"), other.err());
    // Half of the lines are lost, and one is torn.
    Files.writeString(
        output.resolve("judgements.jsonl"), judgements.substring(0, judgements.length() / 2));
    assertEquals(0, evaluate("random", output, "--resume").code());
    assertEquals(judgements, Files.readString(output.resolve("judgements.jsonl")));
    assertEquals(before, result(output));
  }

  @Test
  void verdictsThatWereMadeElsewhereGiveTheSameNumbersWithoutAModel() throws IOException {
    Path made = folder.resolve("made");
    assertEquals(0, evaluate("random", made, "--orders", "one").code());
    Path scored = folder.resolve("scored");
    Invocation call =
        Invocation.of(
            "evaluate",
            "--input",
            data,
            "--judgements",
            made.resolve("judgements.jsonl").toString(),
            "--output",
            scored.toString());
    assertEquals(0, call.code(), call.err());
    assertEquals(result(made).get("metrics"), result(scored).get("metrics"));
    assertFalse(Files.exists(scored.resolve("judgements.jsonl")));
  }

  /** Verdicts of four votes in each order: of ten pairs four are split in both orders. */
  private Path fourVotes() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      String given = i < 4 ? "[1, 2, 2, 1]" : "[1, 1, 1, 2]";
      String swapped = i < 4 ? "[1, 2, 2, 1]" : "[2, 2, null, 2]";
      lines.append(
          Text.format(
              "{\"id\":\"p%d\",\"verdicts\":%s}\n{\"id\":\"p%d\",\"order\":\"swapped\",\"verdicts\":%s}\n",
              i, given, i, swapped));
    }
    return Files.writeString(folder.resolve("four.jsonl"), lines);
  }

  @Test
  void splitVotesAreDecidedByTheRuleAndFewerVotesComeFromThoseThatWereMade() throws IOException {
    Map<String, JsonNode> results = new TreeMap<>();
    for (String rule : List.of("coin", "half", "first")) {
      Path output = folder.resolve(rule);
      Invocation call =
          Invocation.of(
              "evaluate",
              "--input",
              data,
              "--judgements",
              fourVotes().toString(),
              "--split-votes",
              rule,
              "--output",
              output.toString());
      assertEquals(0, call.code(), call.err());
      assertTrue(call.out().contains("split votes: 8 of 20, by --split-votes " + rule), call.out());
      assertTrue(call.out().contains("accuracy@1"), call.out());
      assertTrue(
          Files.readString(output.resolve("settings.json")).contains("\"split_votes\""),
          "a setting");
      results.put(rule, result(output));
    }
    for (JsonNode result : results.values()) {
      assertEquals(80, result.get("judgements").asInt());
      assertEquals(8, result.get("split_votes").get("split").asInt());
      assertEquals(0.8, result.at("/metrics/accuracy/expected").asDouble(), 1e-12);
      List<Integer> votes = new ArrayList<>();
      result.get("voting").forEach(one -> votes.add(one.get("votes").asInt()));
      assertEquals(List.of(1, 2, 4), votes);
      // one vote: 16 of 32 split ones, of the others 18 of 24 given and 18 of 24 swapped
      assertEquals(
          (16 + 36) / 80.0, result.at("/voting/0/metrics/accuracy/value").asDouble(), 1e-12);
      assertEquals(0.8, result.at("/voting/2/metrics/accuracy/value").asDouble(), 1e-12);
      // both orders by one vote: a quarter of four pairs, 9/16 of six
      assertEquals(
          (4 * 0.25 + 6 * 9.0 / 16) / 10,
          result.at("/voting/0/metrics/both_orders/value").asDouble(),
          1e-12);
    }
    assertEquals(0.8, results.get("half").at("/metrics/accuracy/value").asDouble(), 1e-12);
    // the first vote says the response that is shown first: right in one order of the split pairs
    assertEquals(0.8, results.get("first").at("/metrics/accuracy/value").asDouble(), 1e-12);
    assertEquals(0.6, results.get("first").at("/metrics/both_orders/value").asDouble(), 1e-12);
    assertEquals(0.7, results.get("half").at("/metrics/both_orders/value").asDouble(), 1e-12);
    double coin = results.get("coin").at("/metrics/accuracy/value").asDouble();
    assertEquals(Math.round(coin * 20), coin * 20, 1e-9, "each order is right or wrong");
  }

  @Test
  void whatStandsInTwoFilesCountsOnceAndIsNotedInTheResult() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    String record =
        "{\"id\":1,\"subset\":\"hep-go\",\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}";
    Files.writeString(files.resolve("cut.jsonl"), record);
    Files.writeString(files.resolve("whole.json"), "[" + record + "]");
    Path output = folder.resolve("noted");
    Invocation call =
        Invocation.of(
            "evaluate",
            "--benchmark",
            "rewardbench",
            "--judge-type",
            "length",
            "--input",
            files.toString(),
            "--output",
            output.toString());
    assertEquals(0, call.code(), call.err());
    String note = files + ": 1 records stand in another file too and count once (whole.json)";
    assertTrue(call.err().contains(note), call.err());
    assertEquals(1, result(output).get("items").asInt());
    assertEquals(note, result(output).get("notes").get(0).asText());
  }

  @Test
  void aLimitTakesASampleOfEverySubsetAndSaysSo() throws IOException {
    Path file = Path.of(data);
    String other =
        Files.readString(file)
            .replace("\"id\":\"p", "\"id\":\"r")
            .replace("\"s\"", "\"t\"")
            .replace("\"q ", "\"another ");
    String third = other.replace("\"id\":\"r", "\"id\":\"u").replace("\"another ", "\"a third ");
    Files.writeString(file, Files.readString(file) + other + third);
    Path output = folder.resolve("sampled");
    Invocation call = evaluate("length", output, "--limit", "6", "--seed", "5");
    assertEquals(0, call.code(), call.err());
    String said = "preference: 6 of 30 items are taken, stratified by subset, seed 5: s 2, t 4";
    assertTrue(call.err().contains(said + "\n"), call.err());
    JsonNode settings = result(output).get("settings");
    assertEquals("6", settings.get("items").asText());
    assertEquals("stratified by subset, seed 5", settings.get("sample").asText());
    assertEquals(said, result(output).get("notes").get(0).asText());
    List<String> ids = Files.readAllLines(output.resolve("items.jsonl"));
    assertEquals(2, ids.stream().filter(line -> line.contains("\"id\":\"p")).count());
    Path same = folder.resolve("same");
    evaluate("first", same, "--limit", "6", "--seed", "5");
    assertEquals(ids(output), ids(same), "another judge, the same items");
    evaluate("first", folder.resolve("seeded"), "--limit", "6", "--seed", "6");
    assertNotEquals(ids(output), ids(folder.resolve("seeded")));
  }

  private static List<String> ids(Path output) throws IOException {
    return Files.readAllLines(output.resolve("items.jsonl")).stream()
        .map(line -> line.replaceAll(".*\"id\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  @Test
  void twoResultsAreComparedOnTheItemsThatBothHave() throws IOException {
    Path length = folder.resolve("length");
    Path first = folder.resolve("first");
    evaluate("length", length);
    evaluate("first", first, "--limit", "9");
    Path differences = folder.resolve("differences.json");
    Invocation call =
        Invocation.of(
            "compare", length.toString(), first.toString(), "--output", differences.toString());
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("9 items that both have, 1 that one has are left out"));
    JsonNode metrics = MAPPER.readTree(Files.readString(differences)).get("metrics");
    JsonNode both = metrics.get("both_orders");
    long right = // which nine were drawn
        Files.readAllLines(first.resolve("items.jsonl")).stream()
            .filter(line -> line.matches(".*\"id\":\"p[0-6]\".*"))
            .count();
    assertTrue(right == 6 || right == 7, right + " of nine");
    assertEquals(right / 9.0, both.get("first").asDouble(), 1e-12);
    assertEquals(right, both.get("only_first_right").asInt());
    assertEquals(2 * Math.pow(0.5, right), both.get("p").asDouble(), 1e-12);
    assertEquals("first_higher", both.get("verdict").asText());
    assertEquals("within_noise", metrics.get("accuracy").get("verdict").asText());
    assertTrue(call.out().contains("within noise"), call.out());
    Invocation none = Invocation.of("compare", length.toString(), folder.toString());
    assertEquals(2, none.code());
    assertTrue(none.err().contains("is no folder of a result"), none.err());
  }

  @Test
  void aReportHasTheDifferencesOfCompare() throws IOException {
    Path length = folder.resolve("length");
    Path random = folder.resolve("random");
    assertEquals(0, evaluate("length", length, "--label", "by length").code());
    assertEquals(0, evaluate("random", random, "--limit", "9").code());
    Path differences = folder.resolve("differences.json");
    Invocation.of("compare", length.toString(), random.toString(), "--output", differences + "");
    JsonNode metrics = MAPPER.readTree(Files.readString(differences)).get("metrics");
    Path page = folder.resolve("page.html");
    Invocation call =
        Invocation.of("report", length + "", random + "", "--output", page.toString());
    assertEquals(0, call.code(), call.err());
    assertTrue(Files.readString(page).contains("random against by length"));
    Path table = folder.resolve("page-files/compare-preference-random.csv");
    List<String> lines = Files.readAllLines(table);
    assertEquals(
        "group,metric,difference,difference_low,difference_high,difference_method,verdict,p,first,second,n",
        lines.get(0));
    assertEquals(metrics.size(), lines.size() - 1);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      JsonNode one = metrics.get(cells[1]);
      List<String> numbers = List.of("difference", "low", "high");
      for (int i = 0; i < numbers.size(); i++) {
        assertEquals(one.get(numbers.get(i)).asDouble(), Double.parseDouble(cells[2 + i]), line);
      }
      assertEquals(one.get("method").asText(), cells[5]);
      assertEquals(
          one.get("verdict").asText(),
          Map.of("within noise", "within_noise", "lower", "first_higher", "higher", "second_higher")
              .get(cells[6]));
      assertEquals(one.has("p"), !cells[7].isEmpty(), line);
      if (one.has("p")) {
        assertEquals(one.get("p").asDouble(), Double.parseDouble(cells[7]), line);
      }
      assertEquals(one.get("first").asDouble(), Double.parseDouble(cells[8]), line);
      assertEquals(one.get("second").asDouble(), Double.parseDouble(cells[9]), line);
      assertEquals(9, one.get("n").asInt());
      assertEquals("9", cells[10]);
    }
  }

  @Test
  void aLabelNamesTheResultAndNoJudgementDependsOnIt() throws IOException {
    Path output = folder.resolve("labelled");
    assertEquals(0, evaluate("length", output, "--label", "run 7, <final>").code());
    assertEquals("run 7, <final>", result(output).get("label").asText());
    String settings = Files.readString(output.resolve("settings.json"));
    assertFalse(settings.contains("final"), settings);
    byte[] before = Files.readAllBytes(output.resolve("result.json"));
    assertEquals(0, evaluate("length", output, "--resume").code());
    assertArrayEquals(before, Files.readAllBytes(output.resolve("result.json")));
    assertEquals(0, evaluate("length", output, "--resume", "--label", "renamed").code());
    assertEquals("renamed", result(output).get("label").asText());
    for (String label : List.of(" ", "two\nlines", "x".repeat(81))) {
      Invocation wrong = evaluate("length", folder.resolve("wrong"), "--label", label);
      assertEquals(2, wrong.code());
      assertTrue(wrong.err().contains("must be one line of 1 to 80 characters"), wrong.err());
      assertFalse(Files.exists(folder.resolve("wrong")));
    }
  }

  @Test
  void aConfigHasSeveralBenchmarksOfOneJudge() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            Text.format(
                """
            output: %s
            judge:
              kind: length
            benchmarks:
              - miniature
              - name: preference
                folder: mine
                data: %s
                items: 4
            """,
                folder.resolve("several"), data));
    Invocation call = Invocation.of("evaluate", config.toString());
    assertEquals(0, call.code(), call.err());
    assertEquals(400, result(folder.resolve("several/miniature")).get("items").asInt());
    assertEquals(4, result(folder.resolve("several/mine")).get("items").asInt());
    Invocation wrong = Invocation.of("evaluate", config.toString(), "--set", "benchmark.votes=0");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("benchmark.votes is 0, must be at least 1"), wrong.err());
    Invocation unknown = Invocation.of("evaluate", config.toString(), "--set", "judge.modle=x");
    assertTrue(unknown.err().contains("did you mean judge.model?"), unknown.err());
  }

  @Test
  void theConfigsOfTheRepositoryAreInOrderButForTheModel() {
    Path configs = TinyRun.root().resolve("configs/benchmarks");
    Invocation poster = Invocation.of("evaluate", configs.resolve("poster.yaml").toString());
    assertEquals(2, poster.code());
    assertTrue(poster.err().contains("data/reward-bench: does not exist"), poster.err());
    Invocation miniature =
        Invocation.of(
            "evaluate",
            configs.resolve("miniature.yaml").toString(),
            "--output",
            folder.resolve("m").toString());
    assertEquals(2, miniature.code());
    assertTrue(miniature.err().contains("--model is missing"), miniature.err());
  }

  @Test
  void whatIsMissingOrDoesNotFitIsSaidInOneLine() {
    assertEquals(2, Invocation.of("evaluate", "--judge-type", "random").code());
    Invocation name = Invocation.of("evaluate", "--benchmark", "rewardbnch", "--input", data);
    assertTrue(name.err().contains("benchmark 'rewardbnch': is not known"), name.err());
    Invocation votes = evaluate("length", folder.resolve("v"), "--votes", "3");
    assertTrue(votes.err().contains("must be 1 for the baseline length"), votes.err());
    assertFalse(Files.exists(folder.resolve("v/judgements.jsonl")));
    Invocation model = Invocation.of("evaluate", "--input", data);
    assertTrue(model.err().contains("--model is missing"), model.err());
    assertEquals(2, model.code());
    Invocation list = Invocation.of("evaluate", "--benchmarks");
    assertTrue(list.out().contains("judgebench"), list.out());
  }
}
