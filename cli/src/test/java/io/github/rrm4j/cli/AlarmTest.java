package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms from the config to the terminal, the metrics, the report and the end of a run. */
class AlarmTest {

  /** Each threshold at a value that every step reaches, whatever it comes to. */
  private static final List<String> ALL =
      List.of(
          "constant_reward=0",
          "all_right=0",
          "all_wrong=0",
          "mixed=1",
          "length_reward=0",
          "right_minus_wrong=1e9",
          "repeated=0",
          "entropy=1e9",
          "kl=1e9",
          "position_bias=0",
          "malformed=0",
          "truncated=0");

  /** Those of them that must not be raised. */
  private static final List<String> QUIET = List.of("right_minus_wrong", "kl");

  @TempDir Path folder;

  private static String[] set(String... settings) {
    List<String> arguments = new ArrayList<>();
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments.toArray(String[]::new);
  }

  @Test
  void everyThresholdIsToldLoggedAndReported() throws IOException {
    Path run = folder.resolve("warned");
    String[] settings = ALL.stream().map(text -> "watch." + text).toArray(String[]::new);
    Invocation call = Invocation.of(TinyRun.arguments(run, set(settings)));
    assertEquals(0, call.code(), call.err());
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    String report = Files.readString(run.resolve("report.html"));
    String log = Files.readString(run.resolve("run.log"));
    for (String threshold : ALL) {
      String name = threshold.replaceFirst("=.*", "");
      boolean raised = !QUIET.contains(name);
      String number = Text.format("\"alarm/%s\":%s", name, raised ? "1.0" : "0.0");
      assertEquals(5, metrics.stream().filter(line -> line.contains(number)).count(), number);
      String line = "alarm " + name + ": ";
      assertEquals(raised ? 1 : 0, count(call.err(), line), "told once, when it begins: " + line);
      assertEquals(raised, log.contains(line), line);
      assertEquals(raised, report.contains("Alarm " + name + " in 5 steps"), line);
    }
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  @Test
  void anAlarmThatStopsSavesFirstAndTheRunCanGoOn() throws IOException {
    Path run = folder.resolve("stopped");
    String[] settings = set("watch.entropy=1e9", "watch.on_alarm=stop", "checkpoint.every=1000");
    Invocation call = Invocation.of(TinyRun.arguments(run, settings));
    assertEquals(1, call.code(), call.err());
    assertTrue(call.err().contains("ended by an alarm (watch.on_alarm: stop)"), call.err());
    assertEquals(6, Files.readAllLines(run.resolve("metrics.jsonl")).size()); // 5 of SFT, 1
    assertTrue(Files.isDirectory(run.resolve("checkpoints/step-000006")));
    List<String> again = new ArrayList<>(List.of(TinyRun.arguments(run, settings)));
    again.add("--resume");
    assertEquals(1, Invocation.of(again.toArray(String[]::new)).code());
    assertEquals(7, Files.readAllLines(run.resolve("metrics.jsonl")).size());
  }

  @Test
  void whatIsNotWatchedRaisesNothing() throws IOException {
    Path run = folder.resolve("quiet");
    String[] settings =
        ALL.stream()
            .map(text -> "watch." + text.replaceFirst("=.*", "=null"))
            .toArray(String[]::new);
    Invocation call = Invocation.of(TinyRun.arguments(run, set(settings)));
    assertEquals(0, call.code(), call.err());
    assertFalse(Files.readString(run.resolve("metrics.jsonl")).contains("alarm/"));
    assertFalse(call.err().contains("alarm "), call.err());
  }
}
