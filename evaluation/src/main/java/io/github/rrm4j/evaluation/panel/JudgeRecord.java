package io.github.rrm4j.evaluation.panel;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.judging.ApiUsage;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Routed;
import io.github.rrm4j.rewards.SplitRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of one judge: a folder of {@code evaluate --output}.
 *
 * @param name its label, else that of the folder
 * @param benchmark that was judged
 * @param opinions by the comparison's id, of those of which one response is better
 * @param withoutGold comparisons of which neither response is better, which are left out
 */
public record JudgeRecord(
    String name, String benchmark, Map<String, Opinion> opinions, int withoutGold) {

  /**
   * Reads a folder.
   *
   * @throws InvalidInput if it is no result, keeps no judgements, or a line is malformed
   */
  public static JudgeRecord read(Path folder) {
    Path result = folder.resolve(Result.FILE);
    Path file = folder.resolve(JudgementLog.FILE);
    if (!Files.isRegularFile(result) || !Files.isRegularFile(file)) {
      throw InvalidInput.of(
          "%s: has no %s, must be an --output of evaluate with %s and %s; evaluate a judge into it",
          folder,
          Files.isRegularFile(result) ? JudgementLog.FILE : Result.FILE,
          Result.FILE,
          JudgementLog.FILE);
    }
    Verdicts verdicts = new Verdicts(SplitRule.HALF);
    JudgementLog.read(file, verdicts);
    String label = OneLine.of(Json.read(result, "restore it").path(Result.LABEL).asText()).strip();
    return of(
        label.isEmpty() ? folder.toAbsolutePath().normalize().getFileName().toString() : label,
        Json.read(result, "restore it").path("benchmark").asText(),
        verdicts);
  }

  /** What the judgements of a benchmark say. */
  public static JudgeRecord of(String name, String benchmark, Verdicts verdicts) {
    Map<String, List<JudgedComparison>> orders = new LinkedHashMap<>();
    verdicts
        .judged()
        .forEach(one -> orders.computeIfAbsent(one.id(), id -> new ArrayList<>()).add(one));
    Map<String, Opinion> opinions = new LinkedHashMap<>();
    orders.forEach(
        (id, judged) ->
            judged
                .get(0)
                .gold()
                .ifPresent(gold -> opinions.put(id, opinion(id, gold, judged, verdicts))));
    return new JudgeRecord(name, benchmark, opinions, orders.size() - opinions.size());
  }

  private static Opinion opinion(
      String id, Side gold, List<JudgedComparison> orders, Verdicts verdicts) {
    double probability =
        orders.stream()
            .mapToDouble(
                order ->
                    order.samples().stream()
                        .mapToDouble(s -> first(order, s))
                        .average()
                        .orElse(0.5))
            .average()
            .orElse(0.5);
    List<Sample> samples = orders.stream().flatMap(one -> one.samples().stream()).toList();
    List<ApiUsage> usage = samples.stream().flatMap(one -> one.usage().stream()).toList();
    return new Opinion(
        id,
        orders.get(0).subset(),
        gold,
        verdicts.decision(id),
        probability,
        samples.stream().mapToLong(one -> one.tokens().orElse(0)).sum() + sentOn(orders),
        usage.isEmpty() ? OptionalDouble.empty() : ApiUsage.sum(usage).dollars());
  }

  /** Tokens of a direct judge that sent the comparison on. */
  private static long sentOn(List<JudgedComparison> orders) {
    return orders.stream()
        .flatMap(one -> one.routed().stream())
        .filter(Routed::sentOn)
        .mapToLong(Routed::tokens)
        .sum();
  }

  /** The probability that a judgement gives to the first response of the comparison's own order. */
  private static double first(JudgedComparison judged, Sample sample) {
    Optional<Side> shown = sample.answer().side();
    if (shown.isEmpty()) {
      return 0.5;
    }
    Side own = judged.order() == Order.GIVEN ? shown.get() : shown.get().other();
    double chosen = sample.probability().orElse(1);
    return own == Side.FIRST ? chosen : 1 - chosen;
  }
}
