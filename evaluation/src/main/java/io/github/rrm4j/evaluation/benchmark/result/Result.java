package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.statistics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a judge came out as on a benchmark.
 *
 * @param benchmark its name
 * @param missing what of the published benchmark is not there
 * @param notes what was left out or changed when its files were read, one sentence each
 * @param fits how the judge was shown the comparisons; of none where it is not known
 * @param items what every item came out as
 * @param metrics the benchmark's own numbers, the main one first
 * @param voting how split votes were decided, and what fewer votes would have given
 * @param behaviour how the judge behaved
 * @param confidences what its confidence is worth
 * @param contamination items that it was trained on; empty where its training is not known
 */
public record Result(
    String benchmark,
    List<String> missing,
    List<String> notes,
    PromptFits fits,
    List<Scored> items,
    List<Measured> metrics,
    VotingResults voting,
    Behaviour behaviour,
    Confidences confidences,
    Optional<Contamination> contamination) {

  /** The file's name in the folder of a result. */
  public static final String FILE = "result.json";

  /** The field of {@value #FILE} that has what the user calls the evaluation, if anything. */
  public static final String LABEL = "label";

  /**
   * Scores what was judged.
   *
   * @param verdicts of every comparison of the items, and of no others
   * @param seed of the bootstraps
   */
  public static Result of(Benchmark benchmark, List<Item> items, Verdicts verdicts, long seed) {
    return of(benchmark, items, verdicts, List.of(), seed);
  }

  /**
   * Scores what was judged.
   *
   * @param verdicts of every comparison of the items, and of no others
   * @param asked numbers of votes for {@link VotingResults}; empty for the usual ones
   * @param seed of the bootstraps
   * @throws io.github.rrm4j.contracts.InvalidInput if more votes are asked for than there are
   */
  public static Result of(
      Benchmark benchmark, List<Item> items, Verdicts verdicts, List<Integer> asked, long seed) {
    Key key = Key.of(seed, "bootstrap");
    List<Scored> scored = items.stream().map(item -> item.score(verdicts)).toList();
    List<Measured> metrics = new ArrayList<>();
    for (Metric metric : benchmark.metrics(scored)) {
      Measured.of(metric, scored, key).ifPresent(metrics::add);
    }
    return new Result(
        benchmark.name(),
        benchmark.missing(scored),
        List.of(),
        PromptFits.NONE,
        scored,
        metrics,
        VotingResults.of(benchmark, items, verdicts, scored, asked, key),
        new Behaviour(verdicts, key),
        new Confidences(verdicts, key),
        Optional.empty());
  }

  /** The same result with what was noted when the benchmark was read. */
  public Result noting(List<String> noted) {
    return with(noted, fits, contamination);
  }

  /** The same result with how the judge was shown its comparisons. */
  public Result showing(PromptFits shown) {
    return with(notes, shown, contamination);
  }

  /**
   * The same result with the items that the judge was trained on.
   *
   * @param asked the items of this result
   * @param prompts that it was trained on
   * @param grams stretches of these; empty where they are not known
   * @param seed of the bootstraps
   */
  public Result trainedOn(
      Benchmark rules,
      List<Item> asked,
      PromptHashes prompts,
      Optional<GramHashes> grams,
      long seed) {
    Key key = Key.of(seed, "bootstrap");
    return with(
        notes, fits, Optional.of(Contamination.of(rules, asked, items, prompts, grams, key)));
  }

  private Result with(List<String> noted, PromptFits shown, Optional<Contamination> seen) {
    return new Result(
        benchmark, missing, noted, shown, items, metrics, voting, behaviour, confidences, seen);
  }

  /**
   * The content of {@value #FILE}.
   *
   * @param settings what the judgements depended on
   * @param parameters of the model that judged; empty where none did
   */
  public ObjectNode toJson(ObjectNode settings, OptionalLong parameters) {
    ObjectNode json = Json.object().put("benchmark", benchmark);
    json.set("settings", settings);
    parameters.ifPresent(count -> json.put("parameters", count));
    json.put("items", items.size())
        .put("comparisons", behaviour.comparisons())
        .put("judgements", behaviour.judgements());
    if (fits.items() > 0) {
      fits.into(json);
    }
    missing.forEach(json.withArray("missing")::add);
    notes.forEach(json.withArray("notes")::add);
    ObjectNode numbers = json.putObject("metrics");
    write(numbers, metrics);
    voting
        .expected()
        .forEach((name, value) -> numbers.withObjectProperty(name).put("expected", value));
    voting.writeInto(json);
    write(json.putObject("behaviour"), behaviour.measured());
    behaviour.router().ifPresent(counts -> counts.into(json.putObject("router")));
    ObjectNode thinking = json.putObject("thinking_tokens");
    for (Measured mean : behaviour.thinking()) {
      ObjectNode object = thinking.putObject(mean.name());
      mean.writeInto(object);
      Summary summary = behaviour.thinkingSummary(mean.name());
      object
          .put("min", summary.min())
          .put("p10", summary.p10())
          .put("median", summary.median())
          .put("p90", summary.p90())
          .put("max", summary.max());
    }
    write(json.putObject("thinking_tokens_by_subset"), behaviour.thinkingBySubset());
    confidences.writeInto(json.putObject("calibration"));
    contamination.ifPresent(found -> found.into(json.putObject("contamination")));
    return json;
  }

  private static void write(ObjectNode object, List<Measured> numbers) {
    numbers.forEach(number -> number.writeInto(object.putObject(number.name())));
  }
}
