package io.github.rrm4j.cli.help;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.cli.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completions, carried out by real shells where these are installed. */
class ShellsTest {

  @TempDir private Path folder;

  /** In a zsh on a terminal of its own: types a line and a tab, and prints what the line became. */
  private static final String ZSH =
      """
      zmodload zsh/zpty
      zpty z "zsh -f -i"
      zpty -w z 'source begin.zsh; print BEGUN'
      while zpty -r z line; do [[ $line == *BEGUN* && $line != *source* ]] && break; done
      zpty -w -n z "$1"$'\\t'
      sleep 1
      zpty -w -n z $'\\n'
      while zpty -r z line; do [[ $line == *'GOT['* ]] && break; done
      print -r -- "${line//$'\\r'/}"
      zpty -d z
      """;

  private static final String ZSH_BEGIN =
      """
      PS1='> '
      autoload -U compinit; compinit -u -D
      source rrm.zsh
      rrm() { print -r -- "GOT[$*]" }
      """;

  @BeforeEach
  void aFileToComplete() throws IOException {
    Files.writeString(folder.resolve("pairs-of-mine.jsonl"), "");
  }

  private String run(String shell, String script, String typed)
      throws IOException, InterruptedException {
    assumeTrue(Processes.isThere(shell), shell + " is not installed here: not tried");
    Files.writeString(folder.resolve("rrm." + shell), HelpTest.out("completion", shell));
    Path file = Files.writeString(folder.resolve("try." + shell), script);
    Files.writeString(folder.resolve("begin.zsh"), ZSH_BEGIN);
    return Processes.run(folder, Map.of("TERM", "dumb"), List.of(shell, file.toString(), typed), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "rrm eval,                            evaluate",
    "rrm data fil,                        data filter",
    "rrm scaling t,                       scaling tournament",
    "rrm rank --spl,                      rank --split-votes",
    "rrm judge --overlong s,              judge --overlong shorten",
    "rrm evaluate --benchmark jud,        evaluate --benchmark judgebench",
    "rrm evaluate --compute b,            evaluate --compute bf16",
    "rrm evaluate --judge-type sc,        evaluate --judge-type scalar",
    "rrm rank --method bra,               rank --method bradley-terry",
    "rrm scaling votes --orders h,        scaling votes --orders half",
    "rrm evaluate --input pairs-,         evaluate --input pairs-of-mine.jsonl",
    "rrm completion z,                    completion zsh",
  })
  void bashCompletes(String typed, String whole) throws Exception {
    String last = whole.substring(whole.lastIndexOf(' ') + 1);
    String bash =
        run(
            "bash",
            "compopt() { :; }; source rrm.bash; COMP_WORDS=($1)\n"
                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _rrm; printf '%s\\n"
                + "' \"${COMPREPLY[@]}\"\n",
            typed);
    assertEquals(last, bash.strip(), "bash");
  }

  @ParameterizedTest
  @CsvSource({
    "rrm eval,                            evaluate",
    "rrm evaluate --benchmark jud,        evaluate --benchmark judgebench",
    "rrm evaluate --compute b,            evaluate --compute bf16",
    "rrm rank --method bra,               rank --method bradley-terry",
    "rrm evaluate --input pairs-,         evaluate --input pairs-of-mine.jsonl",
  })
  void zshCompletesOnATerminal(String typed, String whole) throws Exception {
    String zsh = run("zsh", ZSH, typed);
    assertTrue(zsh.contains("GOT[" + whole + "]"), zsh);
  }

  @ParameterizedTest
  @CsvSource({
    "rrm eval,                            evaluate",
    "rrm data fil,                        filter",
    "rrm evaluate --benchmark jud,        judgebench",
    "rrm evaluate --compute b,            bf16",
    "rrm rank --method bra,               bradley-terry",
    "rrm scaling votes --orders h,        half",
    "rrm evaluate --input pairs-,         pairs-of-mine.jsonl",
    "rrm completion z,                    zsh",
  })
  void fishCompletes(String typed, String last) throws Exception {
    String fish = run("fish", "source rrm.fish; complete -C \"$argv[1]\"\n", typed);
    assertEquals(1, fish.strip().lines().count(), fish);
    assertEquals(last, fish.strip().split("\t")[0]);
  }
}
