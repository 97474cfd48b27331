package io.github.rrm4j.data.preparation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of the pairs of a mixture.
 *
 * @param read rows, ties included
 * @param notDrawn pairs that the weight of their source left out
 * @param kept pairs that are used
 * @param written kept pairs, each as often as the weight of its source says
 * @param firstIsGold written pairs whose first response is the better one
 * @param findings how many pairs have each finding; a pair can have several
 * @param unusedFields in how many rows each field holds something that is not used
 * @param repeatedRows how many rows of each file, named with its source, stand in an earlier file
 *     of the source too; they are among the duplicates
 */
public record Tally(
    long read,
    long notDrawn,
    long kept,
    long written,
    long firstIsGold,
    Map<Finding, Long> findings,
    Map<String, Long> unusedFields,
    Map<String, Long> repeatedRows) {

  public Tally {
    findings = findings.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(findings));
    unusedFields = Collections.unmodifiableMap(new TreeMap<>(unusedFields));
    repeatedRows = Collections.unmodifiableMap(new TreeMap<>(repeatedRows));
  }

  /** How many pairs have a finding. */
  public long of(Finding finding) {
    return findings.getOrDefault(finding, 0L);
  }

  /** One line for each finding that there is: {@code PLACE: 3 of 10 stand there already ...}. */
  public List<String> lines(String place, int maxPromptTokens) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : Finding.values()) {
      if (of(finding) > 0) {
        lines.add(
            Text.format(
                "%s: %d of %d %s", place, of(finding), read, finding.wording(maxPromptTokens)));
      }
    }
    if (!repeatedRows.isEmpty()) {
      lines.add(place + ": rows that stand in an earlier file too: " + named(repeatedRows));
    }
    if (!unusedFields.isEmpty()) {
      lines.add(place + ": fields that are not used: " + named(unusedFields));
    }
    return lines;
  }

  private static String named(Map<String, Long> rows) {
    return rows.entrySet().stream()
        .map(entry -> OneLine.of(entry.getKey()) + " (" + entry.getValue() + " rows)")
        .collect(Collectors.joining(", "));
  }

  /** Puts the numbers into an object; every finding is there, also those that are 0. */
  public void into(ObjectNode json) {
    json.put("read", read).put("not_drawn", notDrawn).put("kept", kept).put("written", written);
    json.put("first_is_gold", firstIsGold);
    ObjectNode leftOut = json.putObject("left_out");
    ObjectNode changed = json.putObject("changed");
    for (Finding finding : Finding.values()) {
      (finding.leftOut() ? leftOut : changed).put(finding.key(), of(finding));
    }
    ObjectNode unused = json.putObject("unused_fields");
    unusedFields.forEach(unused::put);
    ObjectNode repeated = json.putObject("repeated_rows");
    repeatedRows.forEach(repeated::put);
  }
}
