package io.github.rrm4j.report.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.statistics.table.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of an evaluation: a folder of {@code evaluate --output}.
 *
 * @param name its label, or that of the folder, short
 * @param written when {@code result.json} was, as the file system has it
 * @param result the content of {@code result.json}
 * @param judgements of {@code judgements.jsonl}; empty if verdicts from a file were scored
 */
public record BenchmarkRecords(
    String name, Path folder, Instant written, JsonNode result, ReadJudgements judgements) {

  static BenchmarkRecords read(Path folder, String name) throws IOException {
    Path file = folder.resolve(Result.FILE);
    return new BenchmarkRecords(
        name,
        folder,
        Files.getLastModifiedTime(file).toInstant(),
        object(file),
        ReadJudgements.read(
            name, folder.resolve("judgements.jsonl"), ShownJudgement::ofEvaluation));
  }

  /**
   * The object in a file.
   *
   * @throws InvalidInput if the file does not hold a JSON object
   */
  static JsonNode object(Path file) throws IOException {
    try {
      JsonNode node = Json.parse(Files.readString(file));
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInput(file + ": is not JSON, must be results; write them again", e);
    }
    throw new InvalidInput(file + ": is no JSON object, must be results; write them again");
  }

  /** What the result in a folder is called, if somebody named it. */
  static Optional<String> label(Path folder) throws IOException {
    String label = object(folder.resolve(Result.FILE)).path(Result.LABEL).asText();
    return Optional.of(OneLine.of(label).strip()).filter(text -> !text.isEmpty());
  }

  public String benchmark() {
    return result.path("benchmark").asText("unnamed");
  }

  /** The estimates of a field that holds named estimates, such as {@code metrics}. */
  public Map<String, Estimate> estimates(String field) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    result
        .path(field)
        .properties()
        .forEach(one -> Estimate.of(one.getValue()).ifPresent(e -> estimates.put(one.getKey(), e)));
    return estimates;
  }

  /** The benchmark's main number. */
  public Optional<Estimate> main() {
    return estimates("metrics").values().stream().findFirst();
  }

  /** The main number of fewer votes of the same judgements, {@code accuracy@1}, ... */
  public Map<String, Estimate> voting() {
    Map<String, Estimate> voting = new LinkedHashMap<>();
    for (JsonNode one : result.path("voting")) {
      one.path("metrics").properties().stream()
          .findFirst()
          .ifPresent(
              main ->
                  Estimate.of(main.getValue())
                      .ifPresent(
                          e -> voting.put(main.getKey() + "@" + one.path("votes").asText(), e)));
    }
    return voting;
  }

  /** How many votes were split and what decided them; empty where none was. */
  public Optional<String> splitVotes() {
    JsonNode split = result.path("split_votes");
    return split.path("split").asLong() == 0
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "%s: %d of %d votes are split, decided by --split-votes %s%s.",
                name,
                split.path("split").asLong(),
                split.path("of").asLong(),
                split.path("rule").asText(),
                result.path("metrics").properties().stream()
                    .findFirst()
                    .filter(main -> main.getValue().has("expected"))
                    .map(
                        main ->
                            Text.format(
                                "; the expected value of %s over all coins is %.1f %%",
                                main.getKey(), 100 * main.getValue().path("expected").asDouble()))
                    .orElse("")));
  }

  /** Mean number of tokens of all judgements of a comparison. */
  public OptionalDouble tokensPerComparison() {
    Optional<Estimate> tokens = Optional.ofNullable(estimates("behaviour").get("tokens"));
    double comparisons = result.path("comparisons").asDouble();
    return tokens.isEmpty() || comparisons == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            tokens.get().value() * result.path("judgements").asDouble() / comparisons);
  }

  public OptionalDouble parameters() {
    double parameters = result.path("parameters").asDouble();
    return parameters > 0 ? OptionalDouble.of(parameters) : OptionalDouble.empty();
  }
}
