package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.evaluate.BenchmarkRun;
import io.github.rrm4j.cli.evaluate.Examinee;
import io.github.rrm4j.cli.evaluate.Task;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A benchmark of a judge, as {@code evaluate} runs it; its files lie in {@value #RUN}.
 *
 * @param judge a piece or a model folder
 * @param scalar whether the judge is a scalar reward model
 * @param task the benchmark
 */
record BenchmarkPiece(Title title, String judge, boolean scalar, Task task) implements Piece {

  private static final String RUN = "evaluation";

  @Override
  public List<String> needs() {
    return List.of(judge);
  }

  @Override
  public ObjectNode inputs(Place place) {
    return Json.object()
        .put("kind", "benchmark")
        .put("judge", judge)
        .put("scalar", scalar)
        .put("benchmark", task.name())
        .put("data", Place.data(task.data()))
        .put("items", task.limit().orElse(0))
        .put("votes", task.votes())
        .put("seed", place.seed())
        .put("judging", place.judging().toString());
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    BenchmarkRun run = BenchmarkRun.of(task);
    try (Examinee examinee = examinee(place.option(judge))) {
      Result result =
          run.prepared(examinee, Optional.of(folder.resolve(RUN)), true)
              .run(examinee, place::checkStop);
      PieceResult.write(
          folder, result.items(), List.of(sections(result, examinee.parameters().orElse(0))));
    }
  }

  private Examinee examinee(JudgeOption option) {
    return scalar ? Examinee.ofScalar(option) : Examinee.ofModel(option);
  }

  /** The main number, then those of the benchmark's sections, or of its subsets without any. */
  private static Table sections(Result result, long parameters) {
    String kind =
        result.metrics().stream().anyMatch(m -> m.name().startsWith("section/"))
            ? "section/"
            : "subset/";
    List<ObjectNode> rows = new ArrayList<>();
    for (Measured metric : result.metrics()) {
      if (rows.isEmpty() || metric.name().startsWith(kind)) {
        ObjectNode row =
            Table.row()
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
    return new Table("sections", rows);
  }
}
