package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.cli.disk.FailingDisk;
import io.github.rrm4j.cli.disk.FailingDisk.Fault;
import io.github.rrm4j.cli.disk.FailingDisk.Killed;
import io.github.rrm4j.cli.disk.FailingProcess;
import io.github.rrm4j.cli.disk.InstrumentedJdk;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command on a disk that fails at one of its calls: what it says then, and whether it ends with
 * the bytes of an unbroken run once the disk is well again.
 */
final class DiskTrial {

  /** A command that writes into a folder. */
  interface Command {

    /**
     * The command line.
     *
     * @param again whether it has been called before, and may go on with what is there
     */
    String[] arguments(Path folder, boolean again);

    /** Files in the folder whose bytes a repetition must give again, by the ends of their names. */
    List<String> promised();
  }

  private static final int KILLED = 137;

  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\b\\w+(Exception|Error)\\b|\\b(java|sun|jdk|ai\\.djl|org\\.\\w+|io\\.github)\\.\\w");

  private static final boolean FULL = System.getProperty("rrm.faults", "").equals("full");
  private static final long SEED = Long.getLong("rrm.faults.seed", FULL ? System.nanoTime() : 1);

  private final Command command;
  private final Path folder;
  private final List<String> calls;
  private final Map<String, String> unbroken;
  private int trials;

  private DiskTrial(
      Command command, Path folder, List<String> calls, Map<String, String> unbroken) {
    this.command = command;
    this.folder = folder;
    this.calls = calls;
    this.unbroken = unbroken;
  }

  /** Runs a command without a fault, and notes its calls and its bytes. */
  static DiskTrial of(Command command, Path folder) {
    InstrumentedJdk.install();
    run(command, create(folder), Fault.NONE, 0, false); // what a process does once
    delete(folder);
    Outcome outcome = run(command, create(folder), Fault.NONE, 0, false);
    assertEquals(0, outcome.call().code(), outcome.call().err());
    Map<String, String> bytes = bytes(command, folder);
    for (String name : command.promised()) {
      assertTrue(bytes.keySet().stream().anyMatch(file -> file.endsWith(name)), name);
    }
    delete(folder);
    return new DiskTrial(command, folder, outcome.calls(), bytes);
  }

  /** All of a list when asked for in full; else some, which the seed chooses. */
  static <T> List<T> some(List<T> all, int count) {
    List<T> left = new ArrayList<>(all);
    Key key = Key.of(SEED, "some");
    for (int i = 0; !FULL && left.size() > count; i++) {
      left.remove(key.below(i, left.size()));
    }
    return left;
  }

  /** What came of a run. */
  private record Outcome(Invocation call, String struck, List<String> calls) {}

  /** The same in a process of its own, which says all that it says. */
  private Outcome process(Fault fault, int at) {
    List<String> arguments =
        new ArrayList<>(List.of(folder.toString(), fault.name(), Integer.toString(at)));
    arguments.addAll(List.of(command.arguments(folder, false)));
    Path log = folder.resolveSibling("process.log");
    try {
      Files.deleteIfExists(log);
      int code =
          Invocation.child(FailingProcess.class, log, arguments.toArray(String[]::new)).waitFor();
      return new Outcome(new Invocation(code, "", said(log)), "process", List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a process says, without what its Java says of the rewriting of classes. */
  private static String said(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.startsWith("WARNING: ") && !line.startsWith("OpenJDK "))
        .collect(Collectors.joining("\n"));
  }

  private static Outcome run(Command command, Path folder, Fault fault, int at, boolean again) {
    try (FailingDisk disk = new FailingDisk(folder, fault, at)) {
      Invocation call;
      try {
        call = Invocation.of(command.arguments(folder, again));
      } catch (Killed e) {
        call = new Invocation(KILLED, "", "");
      }
      return new Outcome(call, disk.struck(), disk.calls());
    }
  }

  /** The calls of a run that change the disk. */
  List<String> calls() {
    return calls;
  }

  /**
   * Kills the command at each of its first calls and at some of the others, before the call or,
   * every other write, in the middle of it; then runs it again, to the bytes of an unbroken run.
   */
  void killed(int first, int others) {
    Key key = Key.of(SEED, "kill");
    each(
        sample(first, others, key).stream()
            .map(
                at ->
                    () -> {
                      boolean torn = calls.get(at).startsWith("WRITE") && key.below(at, 2) == 0;
                      trial(at, torn ? Fault.TORN : Fault.KILL);
                    }),
        "kills");
  }

  /**
   * Lets each of the first calls fail, and some of the others, each with an error of its own or,
   * asked for in full, with every one: one line tells of it, and the command, run again, ends with
   * the bytes of an unbroken run.
   */
  void failing(int first, int others) {
    Key key = Key.of(SEED, "fail");
    List<Fault> faults = List.of(Fault.NO_SPACE, Fault.IO_ERROR, Fault.TOO_MANY_FILES);
    each(
        sample(first, others, key).stream()
            .flatMap(
                at ->
                    (FULL ? faults : List.of(faults.get(at % faults.size())))
                        .stream().map(fault -> () -> trial(at, fault))),
        "faults");
  }

  /** {@link #killed} and {@link #failing} at calls of these names, in processes of their own. */
  void inProcesses(Map<String, Fault> calls) {
    each(
        calls.entrySet().stream()
            .map(
                each ->
                    () -> {
                      int at = this.calls.indexOf(each.getKey());
                      assertTrue(at >= 0, each.getKey() + " of " + this.calls);
                      Fault fault = each.getValue();
                      trial(
                          fault + " " + each.getKey(),
                          () -> process(fault, at),
                          fault == Fault.HALT ? this::endsAtOnce : this::saysWhy,
                          fault);
                    }),
        "processes");
  }

  /**
   * Runs all trials and tells of each that fails as it does: a failure of all of them together is
   * too long for the channel between Maven and the process of its tests.
   */
  private void each(Stream<Runnable> all, String what) {
    List<String> failed = new ArrayList<>();
    all.forEach(
        one -> {
          try {
            one.run();
          } catch (AssertionError | RuntimeException e) {
            System.out.println("FAILED: " + e);
            failed.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
          }
        });
    tell(what);
    assertEquals(List.of(), failed);
  }

  private void tell(String what) {
    System.out.println(
        Text.format(
            "%s: %d calls, %d trials of %s, seed %d",
            folder.getFileName(), calls.size(), trials, what, SEED));
    trials = 0;
  }

  /** The first calls, and of the others one of each kind and file, as many as asked for. */
  private List<Integer> sample(int first, int others, Key key) {
    int whole = Math.min(FULL ? Math.max(first, 50) : first, calls.size());
    Set<Integer> chosen = new TreeSet<>();
    Map<String, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      if (i < whole) {
        chosen.add(i);
      } else {
        alike.computeIfAbsent(calls.get(i), call -> new ArrayList<>()).add(i);
      }
    }
    List<List<Integer>> kinds = new ArrayList<>(alike.values());
    for (int i = 0; (FULL || i < others) && !kinds.isEmpty(); i++) {
      List<Integer> kind = kinds.remove(key.below(2L * i, kinds.size()));
      chosen.add(kind.get(key.below(2L * i + 1, kind.size())));
    }
    return List.copyOf(chosen);
  }

  /** What must be true of a command that met a fault. */
  private interface Check {
    void of(Outcome outcome, Fault fault, String what);
  }

  private void trial(int at, Fault fault) {
    trial(
        fault + " " + calls.get(at),
        () -> run(command, folder, fault, at, false),
        fault == Fault.KILL || fault == Fault.TORN ? this::endsAtOnce : this::saysWhy,
        fault);
  }

  private void trial(String name, Supplier<Outcome> run, Check check, Fault fault) {
    trials++;
    create(folder);
    try {
      Outcome outcome = run.get();
      String err = outcome.call().err();
      String what = name + ", struck " + outcome.struck() + ", seed " + SEED + "\n" + err;
      if (outcome.struck().isEmpty()) { // no call from there on can fail so
        assertEquals(0, outcome.call().code(), what);
      } else {
        check.of(outcome, fault, what);
        Outcome again = run(command, folder, Fault.NONE, 0, true);
        assertEquals(0, again.call().code(), what + "\nagain: " + again.call().err());
      }
      assertEquals(unbroken, bytes(command, folder), what);
    } finally {
      delete(folder);
    }
  }

  private void endsAtOnce(Outcome outcome, Fault fault, String what) {
    assertNotEquals(0, outcome.call().code(), what); // Log4j gives an error of its own
  }

  private void saysWhy(Outcome outcome, Fault fault, String what) {
    List<String> said =
        outcome.call().err().lines().filter(line -> line.startsWith("rrm: ")).toList();
    assertEquals(2, outcome.call().code(), what);
    assertEquals(1, said.size(), what);
    assertFalse(CLASS_NAME.matcher(outcome.call().err()).find(), what);
    assertFalse(said.get(0).contains("unexpected"), what);
    assertTrue(said.get(0).contains(fault.message()), what);
    assertTrue(said.get(0).contains(folder.toString()), what);
  }

  private static Map<String, String> bytes(Command command, Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      Map<String, String> bytes = new TreeMap<>();
      for (Path file : entries.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.contains(".tmp-") && command.promised().stream().anyMatch(name::endsWith)) {
          boolean timed = name.endsWith("judgements.jsonl");
          bytes.put(name, timed ? withoutTimes(Files.readString(file)) : TinyRun.sha256(file));
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutTimes(String judgements) {
    return judgements.replaceAll(",\"seconds\":[-+0-9.E]+", "");
  }

  private static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
