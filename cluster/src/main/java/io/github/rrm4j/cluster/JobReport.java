package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of all slices, and how evenly the executors were used.
 *
 * @param json {@code OUTPUT.report.json}; docs/scale.md defines the fields
 */
record JobReport(ObjectNode json) {

  /** Of the slices of one executor. */
  private static final class Executor {
    private String host = "";
    private long slices;
    private long rows;
    private long tokens;
    private double seconds;
    private double engine;
    private double longest;

    void add(ObjectNode part) {
      host = part.path("host").asText();
      slices++;
      rows += part.path("rows").asLong();
      tokens += part.path("generated").path("tokens").asLong();
      engine += part.path("engine_seconds").asDouble();
      seconds += part.path("seconds").asDouble();
      longest = Math.max(longest, part.path("seconds").asDouble());
    }
  }

  /**
   * @param parts reports of the slices
   * @param seconds wall time of the whole job
   */
  static JobReport of(List<ObjectNode> parts, double seconds) {
    List<ObjectNode> made = parts.stream().filter(part -> !part.has("reused")).toList();
    ObjectNode json =
        Json.object()
            .put("rows", sum(parts, "rows"))
            .put("rejected", sum(parts, "rejected"))
            .put("slices", parts.size())
            .put("reused_slices", parts.size() - made.size())
            .put(
                "repeated_slices", made.stream().filter(p -> p.path("attempt").asInt() > 0).count())
            .put("seconds", seconds);
    for (ObjectNode part : parts) {
      add(json, "generated", part.path("generated"));
      part.path("outcomes")
          .properties()
          .forEach(
              file -> {
                ObjectNode all = json.withObject("/outcomes");
                add(
                    all,
                    file.getKey().isEmpty() ? "output" : file.getKey().substring(1),
                    file.getValue());
              });
    }
    Map<String, Executor> executors = new TreeMap<>();
    made.forEach(
        part ->
            executors
                .computeIfAbsent(part.path("executor").asText(), e -> new Executor())
                .add(part));
    ObjectNode each = json.putObject("executors");
    executors.forEach(
        (id, one) ->
            each.putObject(id)
                .put("host", one.host)
                .put("slices", one.slices)
                .put("rows", one.rows)
                .put("tokens", one.tokens)
                .put("seconds", one.seconds)
                .put("engine_seconds", one.engine)
                .put("longest_slice_seconds", one.longest));
    double[] busy = executors.values().stream().mapToDouble(one -> one.seconds).toArray();
    double[] times = made.stream().mapToDouble(part -> part.path("seconds").asDouble()).toArray();
    json.put("executor_skew", skew(busy)).put("slice_skew", skew(times));
    return new JobReport(json);
  }

  private static void add(ObjectNode all, String name, JsonNode counts) {
    ObjectNode sum = all.has(name) ? (ObjectNode) all.get(name) : all.putObject(name);
    counts
        .properties()
        .forEach(
            one ->
                sum.put(one.getKey(), sum.path(one.getKey()).asLong() + one.getValue().asLong()));
  }

  /** The largest over the mean: 1 where all are alike, 0 where there is none. */
  private static double skew(double[] values) {
    double most = 0;
    double sum = 0;
    for (double value : values) {
      most = Math.max(most, value);
      sum += value;
    }
    return sum == 0 ? 0 : most * values.length / sum;
  }

  /** The sum of a field of the slices. */
  static long sum(List<ObjectNode> parts, String field) {
    return parts.stream().mapToLong(part -> part.path(field).asLong()).sum();
  }

  long rejected() {
    return json.path("rejected").asLong();
  }

  /**
   * A table for a person.
   *
   * @param output of the job
   */
  List<String> lines(String output) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%s: %d rows, %d rejected; %d slices, %d of them there before, %d repeated after a"
                + " failure; %.1f s",
            output,
            json.path("rows").asLong(),
            rejected(),
            json.path("slices").asLong(),
            json.path("reused_slices").asLong(),
            json.path("repeated_slices").asLong(),
            json.path("seconds").asDouble()));
    if (rejected() > 0) {
      lines.add(output + SliceRun.REJECTED + ": the rejected rows, each with its reason");
    }
    json.path("outcomes")
        .properties()
        .forEach(
            file -> {
              List<String> counts = new ArrayList<>();
              file.getValue()
                  .properties()
                  .forEach(one -> counts.add(one.getKey() + " " + one.getValue().asLong()));
              lines.add(file.getKey() + ": " + String.join(", ", counts));
            });
    if (json.path("executors").isEmpty()) {
      return lines; // nothing was left to do
    }
    lines.add(
        Text.format(
            "%-10s %-20s %8s %10s %12s %10s %12s",
            "executor", "host", "slices", "rows", "tokens", "seconds", "longest"));
    json.path("executors")
        .properties()
        .forEach(
            one ->
                lines.add(
                    Text.format(
                        "%-10s %-20s %8d %10d %12d %10.1f %12.1f",
                        one.getKey(),
                        one.getValue().path("host").asText(),
                        one.getValue().path("slices").asLong(),
                        one.getValue().path("rows").asLong(),
                        one.getValue().path("tokens").asLong(),
                        one.getValue().path("seconds").asDouble(),
                        one.getValue().path("longest_slice_seconds").asDouble())));
    lines.add(
        Text.format(
            "longest over mean: executors %.2f, slices %.2f",
            json.path("executor_skew").asDouble(), json.path("slice_skew").asDouble()));
    return lines;
  }
}
