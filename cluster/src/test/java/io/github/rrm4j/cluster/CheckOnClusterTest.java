package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.cli.Main;
import io.github.rrm4j.contracts.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data check} on Spark says what it says in one process. */
class CheckOnClusterTest {

  private static final String LONG =
      "one two three four five six seven eight nine ten eleven twelve thirteen";

  @TempDir private Path folder;

  private record Said(int code, String out, String err) {}

  private static Said said(List<String> command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      int code = Main.run(command.toArray(String[]::new));
      return new Said(
          code, said.toString(StandardCharsets.UTF_8), told.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Said many(List<String> command) {
    List<String> on = new ArrayList<>(command);
    on.addAll(List.of("--on", "local[2]"));
    return said(on);
  }

  private static String pair(String id, String query, String first, String second, int label) {
    return Text.format(
        "{\"id\":\"%s\",\"prompt\":\"%s\",\"response_1\":\"%s\",\"response_2\":\"%s\",\"label\":%d}\n",
        id, query, first, second, label);
  }

  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      many.append(pair("a" + i, "query " + i % 150, "yes " + i % 150, "no", 1 + i % 2));
    }
    Files.writeString(data.resolve("a.jsonl"), many);
    Files.writeString(
        data.resolve("b.jsonl"),
        pair("a0", "query 0", "yes 0", "no", 1) // stands in the other file
            + pair("b1", " ", "x", "y", 1)
            + pair("b2", "q", "", "y", 2)
            + pair("b3", "q", "same", "same", 2)
            + pair("b4", "q", "<think>so</think>x", "y", 2)
            + "{\"id\":\"b5\",\"prompt\":\"q\",\"response_1\":\"x\",\"response_2\":\"y\",\"label\":\"tie\"}\n"
            + pair("b6", "QUERY, 7!", "yes 7", "no", 1)
            + pair("b7", "so " + LONG, "x", "y", 1)
            + "{\"prompt\":\"no id\",\"response_1\":\"x\",\"response_2\":\"y\",\"label\":1}\n");
    Files.writeString(
        folder.resolve("c.csv"),
        "id,prompt,response_1,response_2,label\n1,query 3,yes 3,no,2\n1,query 4,yes 4,no,2\n");
    Files.writeString(
        folder.resolve("benchmark.jsonl"),
        "{\"prompt\":\"query 7\"}\n{\"prompt\":\""
            + LONG
            + " and more\"}\n{\"prompt\":\"other\"}\n");
    return data;
  }

  @Test
  void theReportHasTheWordsOfOneProcess() throws IOException {
    List<String> command =
        List.of(
            "data",
            "check",
            data().toString(),
            folder.resolve("c.csv").toString(),
            "--against",
            folder.resolve("benchmark.jsonl").toString());
    Said alone = said(command);
    for (String words :
        List.of(
            "ties besides",
            "rows stand in another file too",
            "an empty query",
            "an empty response",
            "two equal responses",
            "a duplicate of an earlier pair",
            "contradict an earlier pair",
            "<think>",
            "have a query of the benchmark",
            "13 words in a row",
            "c.csv: row 2",
            "LEAKS against")) {
      assertTrue(alone.out().contains(words), words + " in " + alone);
    }
    Said many = many(command);
    assertEquals(alone.out(), many.out(), many.err());
    assertEquals(alone.code(), many.code());
    assertEquals(1, many.code());
  }

  @Test
  void whatIsRefusedFirstInOneProcessIsRefusedFirstHere() throws IOException {
    Path data = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(data.resolve("a.jsonl"), pair("1", "q", "x", "y", 1));
    Files.writeString(
        data.resolve("b.jsonl"), pair("2", "q", "x", "y", 1) + pair("1", "other", "x", "y", 1));
    Files.writeString(data.resolve("c.jsonl"), "{\"half\n");
    for (int round = 0; round < 2; round++) {
      Said alone = said(List.of("data", "check", data.toString()));
      Said many = many(List.of("data", "check", data.toString()));
      assertEquals(2, alone.code());
      assertEquals(2, many.code());
      String message = alone.err().lines().reduce((a, b) -> b).orElseThrow();
      assertTrue(message.contains(round == 0 ? "with other texts" : "c.jsonl:1"), message);
      assertTrue(many.err().contains(message), many.err());
      Files.writeString(data.resolve("b.jsonl"), pair("2", "q", "x", "y", 1));
    }
  }

  @Test
  void aSliceIsAFile() throws IOException {
    Said said =
        many(List.of("data", "check", data().resolve("a.jsonl").toString(), "--slice-rows", "5"));
    assertEquals(2, said.code());
    assertTrue(said.err().contains("--slice-rows is given, must be left out"), said.err());
  }
}
