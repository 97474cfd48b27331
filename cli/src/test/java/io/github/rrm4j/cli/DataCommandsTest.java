package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Tables;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.miniature.Slips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other layouts go through every command; DJL and ND4J share this process. */
class DataCommandsTest {

  @TempDir static Path folder;

  private static Path parquet;

  /** The miniature's training pairs as a Parquet file of conversations. */
  @BeforeAll
  static void makeFiles() throws IOException {
    Miniature.generate(5, 60, 12, 8, Slips.STANDARD).write(folder);
    MiniatureModelFolder.write(folder.resolve("model"));
    parquet = folder.resolve("train.parquet");
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("train.jsonl"))) {
      JsonNode pair = Tables.row(line);
      ObjectNode row = Json.object();
      row.set("chosen", conversation(pair, "chosen"));
      row.set("rejected", conversation(pair, "rejected"));
      rows.add(row.set("topic", pair.path("section")));
    }
    Tables.parquet(parquet, rows);
  }

  private static JsonNode conversation(JsonNode pair, String response) {
    ObjectNode question = Json.object().put("role", "user");
    question.set("content", pair.path("prompt"));
    ObjectNode answer = Json.object().put("role", "assistant");
    answer.set("content", pair.path(response));
    return JsonNodeFactory.instance.arrayNode().add(question).add(answer);
  }

  private static Invocation data(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "data";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Invocation.of(all);
  }

  @Test
  void aRunTrainsOnAWeightedMixtureAndIsVerifiedWithoutItsSources() throws IOException {
    Path run = folder.resolve("run");
    Path copy = Files.copy(parquet, folder.resolve("copy.parquet"));
    TinyRun.complete(
        run,
        "--set",
        "data.train=[{path: " + copy + ", weight: 1.5, columns: {section: topic}}, miniature]");
    String json = Files.readString(run.resolve("data/preparation.json"));
    assertTrue(json.contains("\"read\" : 100"), json);
    long lines = Files.readAllLines(run.resolve("data/train.prepared.jsonl")).size();
    assertTrue(lines > 100 && lines < 160, lines + " lines");
    Files.delete(copy);
    Invocation verified = Invocation.of("verify", run.toString());
    assertEquals(0, verified.code(), verified.out() + verified.err());
    Invocation saved = Invocation.of("config", "check", run.resolve("config.yaml").toString());
    assertEquals(0, saved.code(), saved.err());
  }

  @Test
  void aMistakeInASourceIsNamed() {
    Path run = folder.resolve("never");
    Invocation call =
        Invocation.of(
            TinyRun.arguments(
                run,
                "--set",
                "data.train=[{path: a, wieght: 2}, {weight: 0, path: b}, {weight: 1}]"));
    assertEquals(2, call.code());
    assertTrue(call.err().contains("did you mean data.source.weight?"), call.err());
    assertTrue(call.err().contains("data.train[1].weight is 0, must be above 0"), call.err());
    assertTrue(call.err().contains("data.train[2] has no path, must have one"), call.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void theSchemaKnowsATextASourceAndAListOfBoth() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(Invocation.of("config", "schema").out());
    JsonNode forms = schema.at("/properties/data/properties/train/anyOf");
    assertEquals("string", forms.at("/0/type/0").asText());
    assertTrue(forms.at("/1/properties/columns/properties/score_1").isObject());
    assertTrue(forms.at("/2/items/anyOf/1/properties/weight").isObject());
  }

  @Test
  void dataThatIsNotSetIsMissingInTheUsersFile() throws IOException {
    Path config = folder.resolve("own.yaml");
    Files.writeString(config, "model: {path: x}\nstages: [grpo]\n");
    Invocation call = Invocation.of("config", "check", config.toString());
    assertEquals(2, call.code());
    for (String key : new String[] {"train", "heldout"}) {
      assertTrue(
          call.err().contains(Text.format("%s: data.%s is not set, must be", config, key)),
          call.err());
    }
  }

  @Test
  void cuttingNeedsRoomForResponses() {
    Invocation call =
        Invocation.of(
            TinyRun.arguments(folder.resolve("never"), "--set", "data.cut_responses=true"));
    assertEquals(2, call.code());
    assertTrue(
        call.err().contains("data.prompt_reserve is 200, must leave at least 2"), call.err());
  }

  @Test
  void negativesThatCannotBeAreNamed() {
    assertTrue(
        refusedNegatives("attacks=[empt]")
            .contains("data.negatives.attacks has 'empt', which is no attack, must be one"));
    assertTrue(
        refusedNegatives("attacks=[empty, order]")
            .contains("data.negatives.attacks has swapped_order, which changes no text"));
    assertTrue(
        refusedNegatives("attacks=[]").contains("data.negatives.attacks is empty, must name"));
    assertTrue(
        refusedNegatives("file=none.jsonl").contains("data.negatives.file cannot be used: none"));
    assertTrue(refusedNegatives("share=1.5").contains("data.negatives.share is 1.5, must be in"));
  }

  private String refusedNegatives(String setting) {
    Invocation call =
        Invocation.of(
            TinyRun.arguments(
                folder.resolve("never"),
                "--set",
                "data.negatives.share=0.5",
                "--set",
                "data.negatives." + setting));
    assertEquals(2, call.code());
    return call.err();
  }

  @Test
  void aDamagedParquetFileGivesOneLineAndLeavesNothing() throws IOException {
    Path run = folder.resolve("never");
    Path bad = Files.writeString(folder.resolve("bad.parquet"), "this is no table at all");
    Invocation call = Invocation.of(TinyRun.arguments(run, "--set", "data.train=" + bad));
    assertEquals(2, call.code());
    assertTrue(call.err().contains("bad.parquet: cannot be read as Parquet ("), call.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void anotherLayoutIsConvertedToOurs() {
    Path output = folder.resolve("converted.jsonl");
    Invocation call =
        data("convert", parquet.toString(), "--column", "section=topic", "--output", output + "");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("60 of 60 pairs written"), call.out());
    var original = PairSource.of(folder.resolve("train.jsonl").toString()).read();
    var converted = PairSource.of(output.toString()).read();
    for (int i = 0; i < 60; i++) {
      assertEquals(original.get(i).chosen(), converted.get(i).chosen());
      assertEquals(original.get(i).section(), converted.get(i).section());
    }
    Invocation again = data("convert", parquet.toString(), "--output", output.toString());
    assertEquals(2, again.code());
    assertTrue(again.err().contains("exists; choose another --output"), again.err());
  }

  @Test
  void aConvertedFileCanBeBalancedAndKeptWithinALimit() throws IOException {
    Path output = folder.resolve("balanced.jsonl");
    Invocation call =
        data(
            "convert",
            parquet.toString(),
            "--balance",
            "--output",
            output.toString(),
            "--model",
            folder.resolve("model").toString(),
            "--template",
            "compact",
            "--max-prompt-tokens",
            "60",
            "--prompt-reserve",
            "10");
    assertEquals(0, call.code(), call.err());
    String text = Files.readString(output);
    int first = text.split("\"label\":1", -1).length - 1;
    int second = text.split("\"label\":2", -1).length - 1;
    assertTrue(first > 10 && second > 10, first + " and " + second);
  }

  @Test
  void aLeakIsFoundAndIsTheExitCode() {
    String heldout = folder.resolve("heldout.jsonl").toString();
    Invocation clean = data("check", parquet.toString(), "--against", heldout);
    assertEquals(0, clean.code(), clean.out() + clean.err());
    assertTrue(clean.out().contains("no leak against 12 rows"), clean.out());
    Invocation leaks = data("check", heldout, "--against", heldout);
    assertEquals(1, leaks.code());
    assertTrue(leaks.out().contains("12 have a query of the benchmark"), leaks.out());
    Invocation named = data("check", parquet.toString(), "--against", "preference=" + heldout);
    assertEquals(0, named.code(), named.out() + named.err());
    assertTrue(
        named.out().contains("preference=" + heldout + ": 12 rows; 0 pairs have a query of it"),
        named.out());
    Invocation unknown = data("check", heldout, "--against", "preferenc=" + heldout);
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("did you mean preference?"), unknown.err());
  }

  @Test
  void pairsAreShownAsTheModelSeesThem() {
    Invocation call =
        data(
            "inspect",
            parquet.toString(),
            "--model",
            folder.resolve("model").toString(),
            "--template",
            "compact",
            "--samples",
            "1");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("60 pairs; the first response is the better"), call.out());
    assertTrue(call.out().contains("<|user|>Query: "), call.out());
    assertTrue(call.out().lines().anyMatch(line -> line.startsWith("tokens ")), call.out());
    Invocation plain = data("inspect", parquet.toString(), "--samples", "0");
    assertTrue(plain.out().lines().anyMatch(line -> line.startsWith("characters")), plain.out());
  }

  @Test
  void aColumnThatIsNoRoleIsNamedWithThoseThereAre() {
    Invocation call = data("inspect", parquet.toString(), "--column", "promt=x");
    assertEquals(2, call.code());
    assertTrue(
        call.err().contains("--column promt: is no role, must be one of prompt"), call.err());
  }
}
