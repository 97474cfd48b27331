package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.experiments.benchmark.BenchmarkRun;
import io.github.rrm4j.experiments.benchmark.EvaluatedJudge;
import io.github.rrm4j.experiments.benchmark.JudgeType;
import io.github.rrm4j.experiments.benchmark.Task;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A benchmark of a judge, as {@code evaluate} runs it; its files lie in {@value #RUN}.
 *
 * @param scalar whether the judge is a scalar reward model
 */
record BenchmarkPiece(Title title, String judge, boolean scalar, Task task)
    implements Piece.OfJudge {

  private static final String RUN = "evaluation";

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
    BenchmarkRun run = BenchmarkRun.of(task, place.spec(judge).seed());
    JudgeType type = scalar ? JudgeType.SCALAR : JudgeType.MODEL;
    try (EvaluatedJudge evaluated = new EvaluatedJudge(type, place.spec(judge))) {
      Result result =
          run.prepared(evaluated, Optional.of(folder.resolve(RUN)), true).run(place::checkStop);
      PieceResult.write(
          folder, result.items(), List.of(sections(result, evaluated.parameters().orElse(0))));
    }
  }

  /** The main number, then those of the benchmark's sections, or of its subsets without any. */
  private static ResultRows sections(Result result, long parameters) {
    String kind =
        result.metrics().stream().anyMatch(m -> m.name().startsWith("section/"))
            ? "section/"
            : "subset/";
    List<ObjectNode> rows = new ArrayList<>();
    for (Measured metric : result.metrics()) {
      if (rows.isEmpty() || metric.name().startsWith(kind)) {
        ObjectNode row =
            ResultRows.row()
                .put("section", rows.isEmpty() ? "all" : metric.name().substring(kind.length()))
                .put("n", metric.n())
                .put("parameters", parameters)
                .put("accuracy", metric.value());
        metric
            .interval()
            .ifPresent(i -> row.put("accuracy_low", i.lower()).put("accuracy_high", i.upper()));
        rows.add(row);
      }
    }
    return new ResultRows("sections", rows);
  }
}
