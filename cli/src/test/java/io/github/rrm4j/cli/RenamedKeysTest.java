package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever comes with a config of an earlier version is told the names of today. */
class RenamedKeysTest {

  private static final Pattern LINE = Pattern.compile("\"?([a-z_.*]+)\"?: \"?([a-z_.*]+)\"?");

  @TempDir Path folder;

  private static Invocation quickstart(List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("config", "check"));
    arguments.add(TinyRun.root().resolve("configs/quickstart.yaml").toString());
    arguments.addAll(more);
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void everyRenamedKeyOfARunNamesAKeyThatIsThere() throws IOException {
    List<String> settings = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(TinyRun.root().resolve("configs/base/renamed.yaml"))) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && !matcher.group(1).startsWith("piece.")) {
        String section = matcher.group(1).equals("*.rows") ? "rollout" : "sft";
        String before = matcher.group(1).replace("*", section);
        settings.addAll(List.of("--set", before + "=1"));
        String after = matcher.group(2).replace("*", section);
        expected.add(Text.format("%s was renamed; write %s", before, after));
      }
    }
    assertTrue(settings.size() > 40, settings.toString());
    Invocation call = quickstart(settings);
    assertEquals(2, call.code(), call.out());
    for (String message : expected) {
      assertTrue(call.err().contains(message), message + " is not in " + call.err());
    }
    assertEquals(expected.size(), call.err().strip().lines().count(), call.err());
  }

  @Test
  void filesOfBenchmarksAndPapersAreToldTheirLine() throws IOException {
    Path benchmarks =
        Files.writeString(folder.resolve("b.yaml"), "benchmarks: [miniature]\njudge:\n  rows: 3\n");
    Invocation evaluate = Invocation.of("evaluate", benchmarks.toString());
    assertEquals(2, evaluate.code(), evaluate.out());
    assertTrue(
        evaluate.err().contains("b.yaml:3: judge.rows was renamed; write judge.max_num_seqs"),
        evaluate.err());
    Path paper =
        Files.writeString(
            folder.resolve("p.yaml"),
            "judging: {rows: 3}\npieces:\n- name: a\n  kind: arena\n  tokens: 9\n");
    Invocation reproduce = Invocation.of("reproduce", paper.toString());
    assertEquals(2, reproduce.code(), reproduce.out());
    assertTrue(
        reproduce.err().contains("p.yaml:1: judging.rows was renamed; write judging.max_num_seqs"),
        reproduce.err());
    assertTrue(
        reproduce.err().contains("p.yaml:5: piece.tokens was renamed; write piece.max_new_tokens"),
        reproduce.err());
  }

  @Test
  void aRunOfAnEarlierVersionIsNotResumedButItsLinesAreNamed() throws IOException {
    Path run = folder.resolve("run");
    TinyRun.complete(run, "--set", "grpo.steps=1", "--set", "sft.steps=1");
    Path saved = run.resolve("config.yaml");
    String today = Files.readString(saved);
    Files.writeString(saved, today.replace("mini_batch_size:", "mini_batch:"));
    String[] resumed =
        TinyRun.arguments(run, "--resume", "--set", "grpo.steps=1", "--set", "sft.steps=1");
    Invocation call = Invocation.of(resumed);
    assertEquals(2, call.code(), call.out());
    assertTrue(
        call.err().contains("grpo.mini_batch was renamed; write grpo.mini_batch_size"), call.err());
    Files.writeString(saved, today);
    assertEquals(0, Invocation.of(resumed).code());
  }
}
