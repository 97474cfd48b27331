package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.record.ShowingLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Comparisons of a benchmark that another process has chosen, and that are judged here. */
public final class BenchmarkSlice {

  private BenchmarkSlice() {}

  /**
   * Judges what a file asks for, in the windows that {@link BenchmarkRun} has.
   *
   * @param task of its votes and orders
   * @param asked lines of {@link ShowingLine}
   * @param judged the file that is written, a line for each of them
   */
  public static void judge(Task task, EvaluatedJudge judge, Path asked, Path judged)
      throws IOException {
    List<PresentedPair> showings = new ArrayList<>();
    JsonLines.forEachOwn(asked, row -> showings.add(ShowingLine.asked(row)));
    int window = judge.window(task);
    List<List<PresentedPair>> windows = new ArrayList<>();
    for (int from = 0; from < showings.size(); from += window) {
      windows.add(showings.subList(from, Math.min(showings.size(), from + window)));
    }
    AtomicFiles.output(
        judged,
        out ->
            judge
                .source(task)
                .judgeAll(
                    windows,
                    some -> {
                      for (JudgedComparison one : some) {
                        out.write(Json.line(ShowingLine.judged(one)));
                      }
                    }));
  }
}
