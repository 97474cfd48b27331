package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of data, models and files that hold commands for a terminal, on their way to one. */
class TerminalTest {

  private static final String COMMANDS = "\u001b[31mred\u009b2J\u202ex\u2066\u0007";
  private static final String SHOWN = "\\u001b[31mred\\u009b2J\\u202ex\\u2066\\u0007";

  @TempDir private Path folder;

  private static Invocation onTerminal(String... arguments) {
    System.setProperty(Main.TERMINAL, "true");
    try {
      return Invocation.of(arguments);
    } finally {
      System.clearProperty(Main.TERMINAL);
    }
  }

  private static void assertTame(String printed) {
    assertFalse(
        printed.matches("(?s).*[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\n\t]].*"), printed);
  }

  private static Invocation shown(String... arguments) {
    Invocation call = onTerminal(arguments);
    assertEquals(0, call.code(), call.err());
    assertTame(call.out());
    assertTame(call.err());
    assertTrue(call.out().contains(SHOWN), call.out());
    return call;
  }

  private Path pairs() throws IOException {
    return Files.writeString(
        folder.resolve("pairs.jsonl"),
        Json.object()
                .put("id", COMMANDS)
                .put("section", COMMANDS)
                .put("prompt", COMMANDS)
                .put("chosen", COMMANDS)
                .put("rejected", "b")
                .put(COMMANDS, 1)
            + "\n");
  }

  @Test
  void rolloutsAreShown() throws IOException {
    Files.writeString(
        folder.resolve("rollouts.jsonl"),
        Json.object()
                .put("pair", COMMANDS)
                .put("section", COMMANDS)
                .put("reason", COMMANDS)
                .put("prompt", COMMANDS)
                .put("completion", "first\n" + COMMANDS)
            + "\n");
    Invocation call = shown("rollouts", folder.toString());
    assertTrue(call.out().contains("    first\n    " + SHOWN + "\n"), call.out());
    Invocation file = Invocation.of("rollouts", folder.toString());
    assertTrue(file.out().contains("    first\n    " + COMMANDS + "\n"), "a file gets the text");
  }

  @Test
  void pairsAndTheirSectionsAreShown() throws IOException {
    Invocation call = shown("data", "inspect", pairs().toString());
    assertTrue(call.out().contains("       1  " + SHOWN + "\n"), call.out());
    assertTrue(call.out().contains("--- " + SHOWN), call.out());
  }

  @Test
  void namesOfFieldsAreShown() throws IOException {
    Invocation call =
        onTerminal(
            "data",
            "convert",
            pairs().toString(),
            "--output",
            folder.resolve("out.jsonl").toString());
    assertEquals(0, call.code(), call.err());
    assertTame(call.out());
    assertTame(call.err());
    assertTrue(
        call.out().contains("fields that are not used:  [31mred 2J x  (1 rows)"), call.out());
  }

  @Test
  void factsOfAModelAreShown() throws IOException {
    MiniatureModelFolder.write(folder);
    Path special = folder.resolve("generation_config.json");
    Files.writeString(
        special, Json.object().put(COMMANDS, COMMANDS).put("eos_token_id", COMMANDS) + "");
    Invocation call = onTerminal("inspect", folder.toString());
    assertTrue(call.err().contains("rrm: " + special + ": "), call.err());
    assertTame(call.out());
    assertTame(call.err());
  }

  @Test
  void aConfigIsShown() throws IOException {
    Path config = folder.resolve("c.yaml");
    Files.writeString(
        config,
        "extends: "
            + TinyRun.root().resolve("configs/quickstart.yaml")
            + "\nname: \"\\e[31mred\\x9b2J\\u202ex\\u2066\\a\"\n");
    Invocation call = onTerminal("config", "show", config.toString());
    assertEquals(0, call.code(), call.err());
    assertTame(call.out());
  }

  @Test
  void errorsAreTameEverywhere() {
    String quickstart = TinyRun.root().resolve("configs/quickstart.yaml").toString();
    for (String[] arguments :
        new String[][] {
          {"inspect", COMMANDS},
          {"rollouts", COMMANDS},
          {"config", "check", COMMANDS},
          {"data", "inspect", COMMANDS},
          {COMMANDS},
          {"judge", "--" + COMMANDS},
          {"judge", "--model", "x", "--votes", COMMANDS},
          {"judge", "--model", "x", "--compute", COMMANDS},
          {"compare", COMMANDS, COMMANDS},
          {"verify", "--stacktrace", COMMANDS},
          {"config", "check", quickstart, "--set", COMMANDS + "=1"},
          {"sample", "--policy", COMMANDS, "--input", COMMANDS, "--output", COMMANDS},
        }) {
      Invocation call = Invocation.of(arguments);
      assertEquals(2, call.code(), call.err());
      assertTame(call.err());
      assertTrue(call.err().contains("red"), call.err());
    }
  }

  @Test
  void helpKeepsTheColorsOfATerminal() {
    System.setProperty("picocli.ansi", "true");
    try {
      assertTrue(onTerminal("--help").out().contains("\u001b["));
      assertTrue(onTerminal("judge", "--help").out().contains("\u001b["));
    } finally {
      System.clearProperty("picocli.ansi");
    }
  }

  @Test
  void theScriptSaysWhetherStandardOutputIsATerminal() throws IOException {
    String script = Files.readString(TinyRun.root().resolve("rrm"));
    assertTrue(
        script.contains("if [[ -t 1 ]]; then options+=(-D" + Main.TERMINAL + "=true); fi"), script);
  }
}
