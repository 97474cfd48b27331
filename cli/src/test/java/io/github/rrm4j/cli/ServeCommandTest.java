package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rrm serve} as a process. */
class ServeCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void write() {
    run = folder.resolve("model");
    TinyJudge.write(run, new Sampling(1, 24));
  }

  private static ServedProcess serve(Path log) throws IOException {
    String store = folder.resolve("store").toString();
    return ServedProcess.start(log, "--model", run.toString(), "--seed", "5", "--store", store);
  }

  @Test
  void itSaysWhatJudgeSaysAlsoAfterAKillAndStopsWhenItIsAsked() throws Exception {
    Path log = Files.createFile(folder.resolve("serve.log"));
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            "{\"id\": \"a\", \"prompt\": \"4 + 4\", \"response_1\": \"8\", \"response_2\":"
                + " \"9\"}\n");
    Path verdicts = folder.resolve("verdicts.jsonl");
    String[] offline = {
      "judge",
      "--model",
      run.toString(),
      "--seed",
      "5",
      "--votes",
      "3",
      "--both-orders",
      "--input",
      pairs.toString(),
      "--output",
      verdicts.toString()
    };
    Invocation judged = Invocation.of(offline);
    assertEquals(0, judged.code(), judged.err());
    JsonNode line = MAPPER.readTree(Files.readString(verdicts));
    String body =
        "{\"id\": \"a\", \"prompt\": \"4 + 4\", \"responses\": [\"8\", \"9\"], \"votes\": 3}";
    ServedProcess killed = serve(log);
    String first = killed.judge(body).body();
    JsonNode pair = MAPPER.readTree(first).at("/pairs/0");
    assertEquals(line.get("verdict"), pair.get("result"));
    assertEquals(line.get("consistent"), pair.get("orders_agree"));
    for (String word : List.of("first", "second", "malformed", "truncated")) {
      assertEquals(
          line.get(word).asInt(),
          pair.findValues("verdict").stream().filter(v -> v.asText().equals(word)).count(),
          word);
    }
    assertEquals(line.get("thinking_mean").asDouble(), pair.get("thinking_tokens").asInt() / 6.0);
    killed.process().destroyForcibly().waitFor(); // kill -9
    Files.writeString(log, "");
    ServedProcess again = serve(log);
    assertEquals(killed.version(), again.version());
    HttpResponse<String> repeated = again.judge(body);
    assertEquals(first, repeated.body());
    assertEquals("kept", repeated.headers().firstValue("X-Judge-Answer").orElseThrow());
    again.process().destroy(); // SIGTERM
    assertEquals(143, again.process().waitFor(), Files.readString(log));
    assertTrue(Files.readString(log).contains("serve: stopping, 0 requests in hand"));
  }

  @Test
  void aServerThatOthersCouldUseIsRefused() {
    String[] open = {"serve", "--model", run.toString(), "--no-token", "--host", "0.0.0.0"};
    Invocation refused = Invocation.of(open);
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--host is 0.0.0.0, which others can reach"), refused.err());
    Invocation unset =
        Invocation.of(
            "serve", "--model", run.toString(), "--token-env", "RRM_TOKEN_THAT_NOBODY_SETS");
    assertEquals(2, unset.code());
    assertTrue(
        unset.err().contains("RRM_TOKEN_THAT_NOBODY_SETS is not set, must hold the token"),
        unset.err());
    Invocation rule =
        Invocation.of("serve", "--model", run.toString(), "--no-token", "--reward", "swiss");
    assertEquals(2, rule.code());
    assertTrue(rule.err().contains("must be elo or win_rate"), rule.err());
  }

  @Test
  void noOtherCommandLoadsTheServer() throws Exception {
    String said =
        Processes.run(
            folder,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "judge",
                "--help"),
            0);
    assertTrue(said.contains("io.github.rrm4j.cli.judge.JudgeCommand"));
    assertFalse(said.contains("io.javalin"));
    assertFalse(said.contains("org.eclipse.jetty"));
    assertFalse(said.contains("io.micrometer"));
  }
}
