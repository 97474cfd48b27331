package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.selftest.Finding.Outcome;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.List;

/** What all checks found: a table for a person, and JSON for a bug report. */
final class SelftestReport {

  private static final int NAME = 52;

  /**
   * A check that was run.
   *
   * @param seconds that it took
   */
  record Entry(String check, Finding finding, double seconds) {}

  private final List<Entry> entries = new ArrayList<>();

  /**
   * Runs a check; what it throws is a failure.
   *
   * @return a line of the table
   */
  String add(Check check, Machine machine) {
    long start = System.nanoTime();
    Finding finding;
    try {
      finding = check.run(machine);
    } catch (Exception | LinkageError e) {
      String message =
          e.getClass().getSimpleName() + ": " + OneLine.of(String.valueOf(e.getMessage()));
      finding = new Finding(Outcome.FAIL, message, Json.object());
    }
    Entry entry = new Entry(check.name(), finding, (System.nanoTime() - start) / 1e9);
    entries.add(entry);
    return line(entry);
  }

  private static String line(Entry entry) {
    return Text.format(
        "%-14s  %5.1f s  %-" + NAME + "s  %s",
        entry.finding().outcome(),
        entry.seconds(),
        entry.check(),
        entry.finding().summary());
  }

  private long count(Outcome outcome) {
    return entries.stream().filter(entry -> entry.finding().outcome() == outcome).count();
  }

  /** Whether no check failed. */
  boolean passed() {
    return count(Outcome.FAIL) == 0;
  }

  /** The last line of the table. */
  String total() {
    return Text.format(
        "%d passed, %d failed, %d not applicable, in %.0f s",
        count(Outcome.PASS),
        count(Outcome.FAIL),
        count(Outcome.NOT_APPLICABLE),
        entries.stream().mapToDouble(Entry::seconds).sum());
  }

  /**
   * The same for a program.
   *
   * @param version of RRM4J
   */
  ObjectNode json(Machine machine, String version) {
    ObjectNode json =
        Json.object()
            .put("version", version)
            .put("device", machine.deviceName())
            .put("quick", machine.quick())
            .put("passed", count(Outcome.PASS))
            .put("failed", count(Outcome.FAIL))
            .put("not_applicable", count(Outcome.NOT_APPLICABLE));
    ArrayNode checks = json.putArray("checks");
    for (Entry entry : entries) {
      checks
          .addObject()
          .put("check", entry.check())
          .put("outcome", entry.finding().outcome().toString())
          .put("seconds", entry.seconds())
          .put("summary", entry.finding().summary())
          .set("figures", entry.finding().figures());
    }
    return json;
  }
}
