package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.HeadlineMetrics;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.PairedResults;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults.OfVotes;
import io.github.rrm4j.experiments.benchmark.BenchmarkRun;
import io.github.rrm4j.experiments.benchmark.EvaluatedJudge;
import io.github.rrm4j.experiments.benchmark.JudgeType;
import io.github.rrm4j.experiments.benchmark.Task;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A benchmark of a judge, as {@code evaluate} runs it; its files lie in {@value #RUN}. Of several
 * votes there is a table of fewer ones too, from the same judgements, and each item has the value
 * {@value #ONE_VOTE}: the credit of one vote, mean over all.
 *
 * @param scalar whether the judge is a scalar reward model
 */
record BenchmarkPiece(Title title, String judge, boolean scalar, Task task)
    implements Piece.OfJudge {

  private static final String RUN = "evaluation";
  private static final String ONE_VOTE = "one_vote";

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return place.decided(
        Json.object()
            .put("kind", "benchmark")
            .put("judge", judge)
            .put("scalar", scalar)
            .put("benchmark", task.name())
            .put("data", task.data().orElse("its own"))
            .put("items", task.limit().orElse(0))
            .put("votes", task.votes()));
  }

  @Override
  public List<Source> sources(PaperWorkspace place) {
    return Stream.concat(place.model(judge), task.data().map(Source::data).stream()).toList();
  }

  @Override
  public Cost cost(PaperWorkspace place) {
    if (!Source.isThere(task.data())) {
      return Cost.uncounted("its data is not there");
    }
    long shown =
        BenchmarkRun.of(task, place.seed()).items().stream().mapToLong(Item::expected).sum();
    long judgements = shown * (task.shownIn() == Orders.BOTH ? 2 : 1) * task.votes();
    return Cost.ofJudgements(judgements, scalar ? 0 : place.judgementTokens(judge));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    BenchmarkRun run = BenchmarkRun.of(task.splits(place.judging().splitVotes()), place.seed());
    JudgeType type = scalar ? JudgeType.SCALAR : JudgeType.MODEL;
    try (EvaluatedJudge evaluated = new EvaluatedJudge(type, place.spec(judge))) {
      Result result =
          run.prepared(evaluated, Optional.of(folder.resolve(RUN)), true).run(place::checkStop);
      long parameters = evaluated.parameters().orElse(0);
      List<ResultRows> tables = new ArrayList<>(List.of(sections(result, parameters)));
      if (!result.voting().curve().isEmpty()) {
        tables.add(voting(result, parameters, place.seed()));
      }
      PieceResult.write(folder, items(result), tables);
    }
  }

  /**
   * The items in the sections of the benchmark, with what one vote is worth on average where there
   * are several.
   */
  private List<Scored> items(Result result) {
    Benchmark benchmark = Benchmarks.named(task.name());
    Map<String, Double> single = new HashMap<>();
    result.voting().curve().stream()
        .limit(1)
        .flatMap(one -> one.items().stream())
        .forEach(item -> single.put(item.id(), item.credit()));
    return result.items().stream()
        .map(
            item ->
                single.containsKey(item.id()) ? item.with(ONE_VOTE, single.get(item.id())) : item)
        .map(
            item ->
                new Scored(
                    item.id(),
                    benchmark.section(item.subset()).orElse(item.subset()),
                    item.credit(),
                    item.values()))
        .toList();
  }

  /**
   * The numbers of each number of votes up to all of them, from the same judgements, each with its
   * gain over one vote.
   */
  private ResultRows voting(Result result, long parameters, long seed) {
    Benchmark benchmark = Benchmarks.named(task.name());
    List<OfVotes> curve = result.voting().curve();
    List<ObjectNode> rows = new ArrayList<>();
    for (OfVotes one : curve) {
      List<ObjectNode> numbers = numbers(one.metrics());
      Map<String, Difference> gains = new HashMap<>();
      if (one.votes() > 1) {
        List<String> shown = numbers.stream().map(row -> row.path("metric").asText()).toList();
        new PairedResults(benchmark, curve.get(0).items(), one.items(), 0)
            .differences(seed, shown::contains)
            .forEach(gain -> gains.put(gain.name(), gain));
      }
      for (ObjectNode row : numbers) {
        Difference.putGain(row, Optional.ofNullable(gains.get(row.path("metric").asText())));
        rows.add(row.put("votes", one.votes()).put("parameters", parameters));
      }
    }
    return new ResultRows("voting", rows);
  }

  private ResultRows sections(Result result, long parameters) {
    List<ObjectNode> rows = numbers(result.metrics());
    rows.forEach(row -> row.put("votes", task.votes()).put("parameters", parameters));
    return new ResultRows("sections", rows);
  }

  /** The numbers that the poster has: {@link HeadlineMetrics#row}. */
  private List<ObjectNode> numbers(List<Measured> metrics) {
    HeadlineMetrics headline = new HeadlineMetrics(metrics.stream().map(Measured::name).toList());
    List<ObjectNode> rows = new ArrayList<>();
    for (Measured metric : metrics) {
      headline
          .row(metric.name())
          .ifPresent(
              name ->
                  rows.add(
                      metric
                          .interval()
                          .into(
                              ResultRows.row()
                                  .put("benchmark", task.name())
                                  .put("section", name)
                                  .put("metric", metric.name())
                                  .put("n", metric.n())
                                  .put("accuracy", metric.value()),
                              "accuracy")));
    }
    return rows;
  }
}
