package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults.OfVotes;
import io.github.rrm4j.experiments.benchmark.BenchmarkRun;
import io.github.rrm4j.experiments.benchmark.EvaluatedJudge;
import io.github.rrm4j.experiments.benchmark.JudgeType;
import io.github.rrm4j.experiments.benchmark.Task;
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
            .put("data", PaperWorkspace.data(task.data()))
            .put("items", task.limit().orElse(0))
            .put("votes", task.votes()));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    BenchmarkRun run =
        BenchmarkRun.of(task.splits(place.judging().splitVotes()), place.spec(judge).seed());
    JudgeType type = scalar ? JudgeType.SCALAR : JudgeType.MODEL;
    try (EvaluatedJudge evaluated = new EvaluatedJudge(type, place.spec(judge))) {
      Result result =
          run.prepared(evaluated, Optional.of(folder.resolve(RUN)), true).run(place::checkStop);
      PieceResult.write(
          folder,
          items(result),
          Stream.concat(
                  Stream.of(sections(result, evaluated.parameters().orElse(0))),
                  result.voting().curve().isEmpty() ? Stream.of() : Stream.of(voting(result)))
              .toList());
    }
  }

  /** The items, with what one vote is worth on average where there are several. */
  private static List<Scored> items(Result result) {
    Map<String, Double> single = new HashMap<>();
    result.voting().curve().stream()
        .limit(1)
        .flatMap(one -> one.items().stream())
        .forEach(item -> single.put(item.id(), item.credit()));
    return result.items().stream()
        .map(
            item ->
                single.containsKey(item.id()) ? item.with(ONE_VOTE, single.get(item.id())) : item)
        .toList();
  }

  /** The main number and the sections of fewer votes, from the judgements of all of them. */
  private static ResultRows voting(Result result) {
    List<ObjectNode> rows = new ArrayList<>();
    for (OfVotes one : result.voting().curve()) {
      for (ObjectNode row : numbers(one.metrics())) {
        rows.add(ResultRows.row().put("votes", one.votes()).setAll(row));
      }
    }
    return new ResultRows("voting", rows);
  }

  /** The main number, then those of the benchmark's sections, or of its subsets without any. */
  private static ResultRows sections(Result result, long parameters) {
    List<ObjectNode> rows = numbers(result.metrics());
    rows.forEach(row -> row.put("parameters", parameters));
    return new ResultRows("sections", rows);
  }

  private static List<ObjectNode> numbers(List<Measured> metrics) {
    String kind =
        metrics.stream().anyMatch(m -> m.name().startsWith("section/")) ? "section/" : "subset/";
    List<ObjectNode> rows = new ArrayList<>();
    for (Measured metric : metrics) {
      if (rows.isEmpty() || metric.name().startsWith(kind)) {
        ObjectNode row =
            ResultRows.row()
                .put("section", rows.isEmpty() ? "all" : metric.name().substring(kind.length()))
                .put("n", metric.n())
                .put("accuracy", metric.value());
        metric.interval().into(row, "accuracy");
        rows.add(row);
      }
    }
    return rows;
  }
}
