package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge that is taught to write rubrics, in a size that takes seconds. */
class RubricTrainingTest {

  @TempDir private Path folder;

  private static final String[] RUBRICS = {
    "--set", "stages=[sft]",
    "--set", "judge.template=compact-rubric",
    "--set", "data.max_prompt_tokens=256",
    "--set", "log.batches_every=0",
    "--set", "rollout.max_new_tokens=60",
    "--set", "sft.steps=80",
    "--set", "sft.optimizer.learning_rate=1e-2"
  };

  @Test
  void bothTurnsAreTaughtAndTheSeedDecidesTheBytes() throws IOException {
    Path run = folder.resolve("a");
    TinyRun.complete(run, RUBRICS);
    TinyRun.complete(folder.resolve("b"), RUBRICS);
    assertEquals(TinyRun.digests(run), TinyRun.digests(folder.resolve("b")));
    Path output = folder.resolve("ranked.jsonl");
    Invocation rank = TinyRun.rank(run, output, "--method", "win-rate");
    assertEquals(0, rank.code(), rank.err());
    assertTrue(rank.err().contains("rubrics: 6 written ("), rank.err());
    assertTrue(rank.err().contains("12 questions had one that was there"), rank.err());
    int readable = 0;
    for (String line : Files.readAllLines(Path.of(output + ".judgements.jsonl"))) {
      JsonNode judgement = new ObjectMapper().readTree(line);
      readable += judgement.toString().contains("\"malformed\"") ? 0 : 1;
    }
    assertTrue(readable > 0, "the demonstrations teach the form of both turns");
  }

  @Test
  void whatRubricsHaveNotIsNamed() throws IOException {
    Invocation grpo =
        Invocation.of(
            TinyRun.arguments(folder.resolve("no"), "--set", "judge.template=compact-rubric"));
    assertEquals(2, grpo.code());
    assertTrue(
        grpo.err()
            .contains("must have no part '=== rubric' in a training of other stages than sft"),
        grpo.err());
    Path worked = folder.resolve("worked.jsonl");
    String demonstration =
        "{\"id\": \"x\", \"prompt\": \"1 + 1\", \"response_1\": \"2\", \"response_2\": \"3\","
            + " \"thinking\": \"= 2.\", \"verdict\": 1";
    Files.writeString(worked, demonstration + "}\n");
    List<String> taught = new ArrayList<>(List.of(RUBRICS));
    taught.addAll(List.of("--set", "data.demonstrations=" + worked));
    Invocation without =
        Invocation.of(TinyRun.arguments(folder.resolve("without"), taught.toArray(String[]::new)));
    assertEquals(2, without.code());
    assertTrue(
        without.err().contains("1 of 1 demonstrations have no field 'rubric' (the first is x)"),
        without.err());
    Files.writeString(worked, demonstration + ", \"rubric\": \"= 2.\"}\n");
    Invocation unused =
        Invocation.of(
            TinyRun.arguments(folder.resolve("unused"), "--set", "data.demonstrations=" + worked));
    assertEquals(0, unused.code(), unused.err());
    assertTrue(
        (unused.out() + unused.err())
            .contains("1 demonstrations have a rubric, which judge.template does not ask for"),
        unused.err());
  }
}
