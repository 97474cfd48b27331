package io.github.rrm4j.report.records;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.statistics.table.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of a run went: seconds by stage and part, summed over timings.jsonl.
 *
 * @param stages stage to part to seconds, in the order of the file; a part named {@code update/x}
 *     is within {@code update}
 */
public record Profile(Map<String, Map<String, Double>> stages) {

  private static final String PREFIX = "seconds/";

  /** Reads the profile of a run; it has no stages if there are no timings. */
  public static Profile of(Path run) throws IOException {
    Map<String, Map<String, Double>> stages = new LinkedHashMap<>();
    LenientLines.read(
        run.resolve("timings.jsonl"),
        line -> {
          Map<String, Double> parts =
              stages.computeIfAbsent(line.path("stage").asText(), name -> new LinkedHashMap<>());
          Numbers.in(line)
              .forEach(
                  (name, seconds) -> {
                    if (name.startsWith(PREFIX)) {
                      parts.merge(name.substring(PREFIX.length()), seconds, Double::sum);
                    }
                  });
        });
    return new Profile(stages);
  }

  /**
   * A part of a stage.
   *
   * @param share of the stage's seconds; a nested part is also counted in its outer part
   */
  public record Part(String stage, String name, double seconds, double share) {

    public boolean inner() {
      return name.contains("/");
    }

    private String line() {
      String indented = (inner() ? "  " : "") + name;
      return Text.format("%-5s %-20s %9.1f s %5.1f %%", stage, indented, seconds, 100 * share);
    }
  }

  /** All parts; nested parts follow their outer part. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    stages.forEach(
        (stage, seconds) -> {
          double total = total(seconds);
          seconds.forEach(
              (name, some) -> {
                if (!name.contains("/")) {
                  parts.add(new Part(stage, name, some, some / total));
                  seconds.forEach(
                      (inner, its) -> {
                        if (inner.startsWith(name + "/")) {
                          parts.add(new Part(stage, inner, its, its / total));
                        }
                      });
                }
              });
        });
    return parts;
  }

  /** One line per part, for a terminal. */
  public List<String> lines() {
    return parts().stream().map(Part::line).toList();
  }

  private static double total(Map<String, Double> parts) {
    return parts.entrySet().stream()
        .filter(part -> !part.getKey().contains("/"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
