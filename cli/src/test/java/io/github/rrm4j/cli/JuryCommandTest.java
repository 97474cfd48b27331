package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Juries and routers of results that are written by hand. */
class JuryCommandTest {

  @TempDir private Path folder;
  private String one;
  private String two;
  private String three;

  @BeforeEach
  void write() throws IOException {
    one = result("one", "preference", "1111111112", 0.9);
    two = result("two", "preference", "1122112121", 0.6);
    three = result("three", "preference", "2121121211", 0.8);
  }

  private String result(String name, String benchmark, String verdicts, double probability)
      throws IOException {
    Path result = Files.createDirectory(folder.resolve(name));
    Files.writeString(result.resolve("result.json"), "{\"benchmark\": \"" + benchmark + "\"}");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < verdicts.length(); i++) {
      lines.add(
          Text.format(
              "{\"id\":\"q%d\",\"order\":\"given\",\"verdict_order\":\"given\",\"subset\":\"s\",\"gold\":1,\"samples\":[{\"verdict\":\"%s\",\"tokens\":%d,\"probability\":%s}]}",
              i, verdicts.charAt(i) == '1' ? "first" : "second", 10, probability - i / 100.0));
    }
    Files.write(result.resolve("judgements.jsonl"), lines);
    return result.toString();
  }

  @Test
  void aJuryIsKeptInFilesThatAPageAndAScoreReads() throws IOException {
    Path output = folder.resolve("jury");
    Invocation call = Invocation.of("jury", one, two, three, "--output", output.toString());
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("10 comparisons that all 3 judges have"), call.out());
    JsonNode jury = Json.parse(Files.readString(output.resolve("jury.json"))).get("jury");
    assertEquals(3, jury.get("judges").size());
    assertEquals(0.9, jury.at("/juries/0/accuracy").asDouble(), 1e-12);
    assertEquals(3, jury.get("agreement").size());
    assertEquals(10, Files.readAllLines(output.resolve("verdicts.jsonl")).size());
    Path page = folder.resolve("report.html");
    Invocation report = Invocation.of("report", output.toString(), "--output", page.toString());
    assertEquals(0, report.code(), report.err());
    assertTrue(Files.readString(page).contains("Judges alone and together"));
  }

  @Test
  void aRouterHasItsCurveOnAPage() throws IOException {
    Path output = folder.resolve("router");
    Invocation call =
        Invocation.of(
            "scaling",
            "router",
            "--direct",
            two,
            "--reasoning",
            one,
            "--output",
            output.toString());
    assertEquals(0, call.code(), call.err());
    JsonNode router = Json.parse(Files.readString(output.resolve("scaling.json"))).get("router");
    assertEquals(0.6, router.at("/curve/0/accuracy").asDouble(), 1e-12);
    assertEquals(10, router.at("/curve/0/tokens").asDouble(), 1e-12);
    int last = router.get("curve").size() - 1;
    assertEquals(0.9, router.at("/curve/" + last + "/accuracy").asDouble(), 1e-12);
    assertEquals(20, router.at("/curve/" + last + "/tokens").asDouble(), 1e-12);
    Path page = folder.resolve("report.html");
    Invocation report = Invocation.of("report", output.toString(), "--output", page.toString());
    assertEquals(0, report.code(), report.err());
    assertTrue(Files.readString(page).contains("Accuracy against tokens of a comparison"));
  }

  @Test
  void whatIsNoPanelIsRefusedInALine() throws IOException {
    String other = result("other", "rewardbench", "1", 0.9);
    String missing = folder.resolve("nothing").toString();
    assertRefused("must be of preference as", "jury", one, other);
    assertRefused("has no result.json", "jury", one, missing);
    assertRefused("must be at least 2", "jury", one);
    assertRefused("is called 'one' as another result is", "jury", one, one);
    Files.delete(Path.of(two).resolve("judgements.jsonl"));
    assertRefused("has no judgements.jsonl", "jury", one, two);
  }

  private static void assertRefused(String reason, String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
    assertEquals(1, call.err().lines().count(), call.err());
  }
}
