package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose groups have both orders of their pairs. */
@Tag("slow")
class GroupOrdersRunTest {

  private static final String[] SETTINGS = {
    "--set", "grpo.group_orders=both",
    "--set", "grpo.dynamic_sampling=true",
    "--set", "grpo.max_resample_rounds=1",
    "--set", "checkpoint.keep_every=1",
    "--set", "reward.truncated=-0.5"
  };

  @TempDir static Path folder;

  private static Path run;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    TinyRun.complete(run, SETTINGS);
  }

  /** As if it had ended after step 7. */
  @Test
  void itIsResumedToTheSameBytes() throws IOException {
    Path broken = folder.resolve("broken");
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) { // a folder comes before what is in it
        String name = run.relativize(file).toString();
        if (!name.matches("checkpoints/(latest|step-0000(08|09|10)).*")) {
          Files.copy(file, broken.resolve(name));
        }
      }
    }
    Path checkpoints = broken.resolve("checkpoints");
    Files.createSymbolicLink(checkpoints.resolve("latest"), Path.of("step-000007"));
    List<String> rest = new ArrayList<>(List.of(SETTINGS));
    rest.add("--resume");
    TinyRun.complete(broken, rest.toArray(String[]::new));
    Map<String, String> digests = TinyRun.digests(run);
    assertTrue(digests.containsKey("batches.jsonl"));
    assertTrue(digests.containsKey("checkpoints/step-000010/model.safetensors"));
    assertEquals(digests, TinyRun.digests(broken));
  }

  @Test
  void itsUpdatesCanBeReplayed() throws IOException {
    Invocation call = Invocation.of("replay", run.toString(), "--step", "8");
    assertEquals(0, call.code(), call.out() + call.err());
    assertTrue(call.out().matches("(?s).*all \\d+ numbers are those that were logged\\s*"));
    List<String> lines = Files.readAllLines(run.resolve("batches.jsonl"));
    JsonNode one = Json.parse(lines.get(0));
    JsonNode other = Json.parse(lines.get(1));
    assertEquals(one.get("pair"), other.get("pair"));
    assertEquals(one.get("first"), other.get("second"));
    assertEquals(2, one.get("samples").size());
    assertEquals(2, other.get("samples").size());
  }
}
