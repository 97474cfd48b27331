package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A paper of one seed has one set of bytes, and of each piece it makes only what it must. */
@Tag("slow")
class ReproduceTest {

  private static final int KILLS = 5;

  /** Times, what records the bytes of times, and what a kill leaves behind. */
  private static final Pattern NOT_REPEATED =
      Pattern.compile(
          ".*/(timings\\.jsonl|run\\.log|report\\.html|state\\.json|manifest\\.json|events\\.out.*|\\.tmp-.*)"
              + "|timings\\.jsonl|.*/evaluation/(judgements\\.jsonl|result\\.json)|.*\\.lock|.*/\\.tmp-.*");

  @TempDir static Path folder;

  private static Path file;
  private static Path output;
  private static Map<String, String> unbroken;
  private static String said;

  @BeforeAll
  static void reproduceWithoutABreak() throws IOException {
    file = write("paper.yaml", 2);
    output = folder.resolve("out");
    Invocation call = Invocation.of("reproduce", file.toString(), "--output", output.toString());
    assertEquals(0, call.code(), call.err());
    said = call.out();
    unbroken = digests(output);
  }

  /** The pieces of every kind, in a size that takes seconds. */
  private static Path write(String name, int steps) throws IOException {
    StringBuilder set = new StringBuilder();
    String[] arguments = TinyRun.arguments(Path.of("unused"));
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--set")) {
        set.append("      - ").append(arguments[i + 1]).append('\n');
      }
    }
    String train =
        "    config: "
            + TinyRun.root().resolve("configs/quickstart.yaml")
            + "\n    set:\n"
            + set
            + "      - evaluation.every=0\n";
    String text =
        "title: Tiny\nabout: Tiny.\noutput: unused\npieces:\n"
            + ("  - name: base\n" + train + "      - stages=[sft]\n")
            + ("  - name: rrm\n    from: base\n" + train)
            + ("      - stages=[grpo]\n      - grpo.steps=" + steps + "\n")
            + table("base")
            + table("rrm")
            + "  - {name: curves, kind: scaling, judge: rrm, data: miniature, items: 6, votes: 3, budgets: [4, 8]}\n"
            + "  - {name: ranks, kind: tournament, judge: rrm, data: miniature, items: 3, votes: 2, responses: 3}\n"
            + policies(set.toString())
            + "claims:\n"
            + "  - {name: trained, says: DPO helps., higher: dpo-arena.credit, lower: dpo-arena.before}\n"
            + "  - {name: arena, says: It wins., higher: dpo-arena.score, lower: dpo-arena.even}\n"
            + "  - {name: rewarded, says: Scores help., higher: rl-arena.credit, lower: rl-arena.before}\n"
            + "  - {name: scalar, says: Words help., higher: rrm-table.credit, lower: scalar-table.credit}\n"
            + "  - {name: better, says: It is better., higher: rrm-table.credit, lower: base-table.credit}\n"
            + "  - {name: votes, says: Votes help., higher: curves.all_votes, lower: curves.one_vote}\n"
            + "  - {name: longer, says: Longer., higher: curves.thinking, harder_by: base-table.credit, unit: tokens}\n"
            + "  - {name: later, says: Not yet.}\n";
    return Files.writeString(folder.resolve(name), text);
  }

  /** A scalar reward model, a policy, and both ways of training it further, by gold and by it. */
  private static String policies(String set) {
    Path configs = TinyRun.root().resolve("configs/miniature");
    String few = set + "      - evaluation.every=0\n      - log.batches_every=0\n";
    String small =
        few
            + "      - sft.steps=40\n      - sft.batch_size=16\n      - rollout.max_new_tokens=40\n"
            + "      - data.miniature.prompts=32\n      - data.miniature.heldout_prompts=8\n";
    return "  - name: scalar\n    config: "
        + configs.resolve("reward-model.yaml")
        + "\n    set:\n"
        + few
        + "      - reward_model.steps=3\n      - reward_model.batch_size=8\n"
        + "  - {name: scalar-table, kind: benchmark, panels: [benchmark], judge: scalar, scalar: true, benchmark: miniature, votes: 1, items: 6}\n"
        + ("  - name: policy\n    config: "
            + configs.resolve("policy.yaml")
            + "\n    set:\n"
            + small)
        + "  - {name: labels, kind: labels, policy: policy, judge: gold, data: miniature, responses: 4, max_new_tokens: 40}\n"
        + ("  - name: dpo\n    from: policy\n    labels: labels\n    config: "
            + configs.resolve("dpo.yaml")
            + "\n    set:\n"
            + small
            + "      - dpo.steps=2\n      - dpo.batch_size=4\n")
        + "  - {name: dpo-arena, kind: arena, panels: [arena], policy: dpo, against: policy, judge: rrm, data: miniature, max_new_tokens: 40}\n"
        + ("  - name: rl\n    from: policy\n    judge: scalar\n    scalar: true\n    config: "
            + configs.resolve("policy-rl.yaml")
            + "\n    set:\n"
            + small
            + "      - grpo.steps=2\n")
        + "  - {name: rl-arena, kind: arena, panels: [policy], policy: rl, against: policy, judge: gold, data: miniature, max_new_tokens: 40}\n";
  }

  private static String table(String judge) {
    return Text.format(
        "  - {name: %s-table, kind: benchmark, panels: [benchmark], judge: %s, benchmark: miniature, votes: 1, items: 6}%n",
        judge, judge);
  }

  private static Map<String, String> digests(Path run) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(path).toString();
        if (!NOT_REPEATED.matcher(name).matches()) {
          digests.put(name, TinyRun.sha256(path));
        }
      }
    }
    return digests;
  }

  @Test
  void itLeavesAReportThatSaysWhatHolds() throws IOException {
    for (String name :
        List.of(
            "index.html",
            "paper.md",
            "paper.json",
            "rrm-table/items.jsonl",
            "curves/judgements.jsonl",
            "curves/forced.jsonl",
            "ranks/matches.jsonl",
            "labels/pairs.jsonl",
            "dpo-arena/battles.jsonl",
            "rl-arena/items.jsonl",
            "rrm/run/metrics.jsonl",
            "rrm/finished.json")) {
      assertTrue(unbroken.containsKey(name), name + " of " + unbroken.keySet());
    }
    assertTrue(said.contains("not measured    Not yet."), said);
    String page = Files.readString(output.resolve("index.html"));
    assertTrue(page.contains("It is better.") && page.contains("848.13"));
    for (String row : List.of("arena score", "gold accuracy before", "reward by")) {
      assertTrue(page.contains(row), row);
    }
  }

  @Test
  void killedAgainAndAgainItEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path kept = folder.resolve("kept");
    Files.move(output, kept);
    try {
      Path log = folder.resolve("killed.log");
      String[] arguments = {"reproduce", file.toString(), "--output", output.toString()};
      Key key = Key.of(System.nanoTime(), "kill");
      for (int kill = 0; kill < KILLS; kill++) {
        Process child = Invocation.child(log, arguments);
        awaitChange(child, output);
        child.waitFor(key.below(kill, 1500), TimeUnit.MILLISECONDS);
        child.destroyForcibly().waitFor();
      }
      Process last = Invocation.child(log, arguments);
      assertTrue(last.waitFor(3, TimeUnit.MINUTES));
      assertEquals(0, last.exitValue(), Files.readString(log));
      assertTrue(Files.readString(log).contains(": goes on"), Files.readString(log));
      assertEquals(unbroken, digests(output));
    } finally {
      delete(output);
      Files.move(kept, output);
    }
  }

  /** Waits until this child has written something. */
  private static void awaitChange(Process child, Path run)
      throws IOException, InterruptedException {
    long before = bytes(run);
    for (int i = 0; i < 30_000 && child.isAlive() && bytes(run) == before; i++) {
      Thread.sleep(2);
    }
  }

  private static long bytes(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        bytes += path.toFile().length(); // 0 where it has gone meanwhile
      }
    } catch (java.io.UncheckedIOException gone) {
      return -1;
    }
    return bytes;
  }

  private static void delete(Path run) throws IOException {
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aSecondCallMakesNothingAndAChangedInputWhatDependsOnIt() throws IOException {
    Path other = folder.resolve("changed");
    copy(output, other);
    String[] again = {"reproduce", file.toString(), "--output", output.toString()};
    Invocation second = Invocation.of(again);
    assertEquals(14, second.err().lines().filter(line -> line.endsWith("was finished")).count());
    assertEquals(unbroken, digests(output));
    assertEquals(said, second.out());

    Invocation changed =
        Invocation.of("reproduce", write("steps.yaml", 3).toString(), "--output", other.toString());
    assertEquals(0, changed.code(), changed.err());
    for (String line :
        List.of(
            "[1/14] base: was finished",
            "[2/14] rrm: other inputs (config), made again",
            "[3/14] base-table: was finished",
            "[4/14] rrm-table: other inputs (needs), made again",
            "[5/14] curves: other inputs (needs), made again",
            "[6/14] ranks: other inputs (needs), made again",
            "[10/14] labels: was finished",
            "[11/14] dpo: was finished",
            "[12/14] dpo-arena: other inputs (needs), made again",
            "[13/14] rl: was finished")) {
      assertTrue(changed.err().contains(line), line + " in " + changed.err());
    }
    assertEquals(3, Files.readAllLines(other.resolve("rrm/run/metrics.jsonl")).size());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path).toString()),
            java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  @Test
  void aResultThatWasChangedIsMadeAgainAndTheRehearsalSaysSo() throws IOException {
    Path other = folder.resolve("damaged");
    copy(output, other);
    Files.writeString(other.resolve("base-table/items.jsonl"), "{}\n");
    String[] arguments = {"reproduce", file.toString(), "--output", other.toString()};
    Invocation rehearsal =
        Invocation.of("reproduce", file.toString(), "--output", other.toString(), "--dry-run");
    assertTrue(rehearsal.err().contains("base-table: would be made again"), rehearsal.err());
    Invocation call = Invocation.of(arguments);
    assertEquals(0, call.code(), call.err());
    assertTrue(call.err().contains("base-table: its result was changed, made again"), call.err());
    assertEquals(
        unbroken.get("base-table/items.jsonl"), digests(other).get("base-table/items.jsonl"));
    assertEquals(unbroken.get("paper.json"), digests(other).get("paper.json"));
  }

  @Test
  void seedsHaveAFolderEachAndATable() throws IOException {
    Path other = folder.resolve("seeds");
    Files.createDirectories(other);
    copy(output, other.resolve("seed-1"));
    String place = other.toString();
    Invocation call =
        Invocation.of("reproduce", file.toString(), "--output", place, "--seeds", "1");
    assertEquals(0, call.code(), call.err());
    assertEquals(14, call.err().lines().filter(line -> line.endsWith("was finished")).count());
    assertEquals(unbroken, digests(other.resolve("seed-1")));
    String table = Files.readString(other.resolve("seeds.md"));
    assertTrue(table.contains("| claim | seed 1 | mean | verdicts |"), table);
    assertTrue(table.contains("| dpo-arena, gold accuracy before |"), table);
    Invocation twice =
        Invocation.of("reproduce", file.toString(), "--output", place, "--seeds", "1,1");
    assertEquals(2, twice.code());
    assertTrue(twice.err().contains("--seeds: has a seed twice"), twice.err());
  }

  @Test
  void aFolderOfSomeoneElseIsNotTouched() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken/base"));
    Files.writeString(taken.resolve("notes.txt"), "mine");
    Invocation call =
        Invocation.of("reproduce", file.toString(), "--output", taken.getParent().toString());
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains("exists and is not of this paper"), call.err());
    assertEquals("mine", Files.readString(taken.resolve("notes.txt")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pieces: [{name: a, config: no.yaml}] | the config does not exist",
        "pieces: [{name: a}] | config is not set, must be for a piece of the kind train",
        "pieces: [{name: a, config: x, votes: 3}] | votes is set, must not be for a piece of the kind train",
        "pieces: [{name: a, kind: scalin}] | did you mean scaling?",
        "pieces: [{name: a, kind: scaling, judge: j, data: miniature, votes: 2, vote: 1}] | unknown key piece.vote; did you mean piece.votes?",
        "pieces: [{name: ../a, config: x}] | must be letters, digits",
        "pieces: [{name: a, from: b, config: x}] | has a from b, which must be a training before it",
        "pieces: [{name: a, labels: b, config: x}] | has a with labels b, which must be a piece of the kind labels before it",
        "pieces: [{name: a, scalar: true, config: x}] | scalar is true, must be false without judge",
        "pieces: [{name: a, kind: labels, policy: p, judge: gold, data: miniature, responses: 4, max_new_tokens: 9}] | has a of the policy p, which must be a training before it",
        "pieces: [{name: a, kind: labels, policy: p, judge: gold, data: f, responses: 4}] | max_new_tokens is not set, must be for a piece of the kind labels",
        "pieces: [{name: a, kind: benchmark, judge: gold, votes: 1, benchmark: miniature}] | judge is gold, must be a judge for this piece",
        "pieces: [{name: a, config: x}, {name: a, config: x}] | has the name a twice",
        "pieces: [{name: a, kind: benchmark, judge: j, votes: 1, benchmark: no}] | no",
        "claims: [{name: c, says: S., higher: x.credit, lower: x.credit}] | whose first part must be a piece that measures",
        "claims: [{name: c, says: S., higher: credit}] | has no two parts, must be PIECE.VALUE",
        "claims: [{name: c, says: S., higher: x.credit}] | which must have either lower or harder_by",
      })
  void aPaperThatIsNoneIsRefused(String text, String reason) throws IOException {
    String pieces =
        text.startsWith("claims") ? "pieces: [{name: a, config: x}]\n" + text : text + "\n";
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"), "title: T\nabout: A\noutput: unused\n" + pieces);
    Path nowhere = folder.resolve("nowhere");
    Invocation call = Invocation.of("reproduce", wrong.toString(), "--output", nowhere.toString());
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
    assertFalse(Files.exists(nowhere));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "miniature/paper",
        "paper/paper-7b",
        "paper/paper-32b",
        "paper/released-7b",
        "paper/released-32b"
      })
  void thePapersOfTheRepositoryAreInOrder(String name) {
    Path paper = TinyRun.root().resolve("configs").resolve(name + ".yaml");
    String never = folder.resolve("never").toString();
    String[] whole = {"reproduce", paper.toString(), "--dry-run", "--output", never};
    String[] brief = {"reproduce", paper.toString(), "--dry-run", "--output", never, "--short"};
    for (String[] form : List.of(whole, brief)) {
      Invocation call = Invocation.of(form);
      boolean here = name.startsWith("miniature"); // others need models and data
      assertEquals(here ? 0 : 2, call.code(), call.err());
      assertTrue(call.err().contains("would be made"), call.err());
      assertEquals(!here, call.err().contains("does not exist, must be a model folder"));
    }
    assertFalse(Files.exists(folder.resolve("never")));
  }
}
