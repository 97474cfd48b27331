package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on several devices, for which CPUs stand in. */
class DevicesTest {

  @TempDir private Path folder;

  @Test
  void severalDevicesDrawWhatOneDrawsAndRepeat() throws IOException {
    Path one = trained("one");
    Path two = trained("two", "--set", "engine.devices=[cpu, cpu]");
    assertEquals(
        Files.readString(one.resolve("rollouts.jsonl")),
        Files.readString(two.resolve("rollouts.jsonl")));
    Path again = trained("again", "--set", "engine.devices=[cpu, cpu]");
    assertEquals(
        TinyRun.digests(two).get("metrics.jsonl"), TinyRun.digests(again).get("metrics.jsonl"));
  }

  @Test
  void wrongDevicesAreRefused() {
    assertRefused("engine.devices=[cpu, gpu]", "engine.devices", "has gpu, must have only cpu");
    Invocation both =
        Invocation.of(
            TinyRun.arguments(
                folder.resolve("both"),
                "--set",
                "engine.device=cpu",
                "--set",
                "engine.devices=[cpu, cpu]"));
    assertEquals(2, both.code());
    assertTrue(both.err().contains("stands beside device: cpu; leave one of them out"), both.err());
    assertRefused("engine.devices=[cpu, 'cuda:7']", "engine.device is cuda:7", "");
  }

  private void assertRefused(String setting, String... words) {
    Invocation call = Invocation.of(TinyRun.arguments(folder.resolve("refused"), "--set", setting));
    assertEquals(2, call.code(), call.err());
    for (String word : words) {
      assertTrue(call.err().contains(word), call.err());
    }
  }

  private Path trained(String name, String... more) {
    Path run = folder.resolve(name);
    Invocation call = Invocation.of(TinyRun.arguments(run, more));
    assertEquals(0, call.code(), call.err());
    return run;
  }
}
