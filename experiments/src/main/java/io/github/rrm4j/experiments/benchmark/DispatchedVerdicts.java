package io.github.rrm4j.experiments.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.record.ShowingLine;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.judging.PromptFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The verdicts of a judge that is asked in other processes, many windows at a time; {@link
 * BenchmarkSlice} is what they do.
 *
 * @param here the same judge, which is asked whether what is shown fits, and judges nothing
 */
record DispatchedVerdicts(VerdictSource here, LineSlices there) implements VerdictSource {

  @Override
  public PromptFit check(PresentedPair showing) {
    return here.check(showing);
  }

  @Override
  public List<List<Sample>> judge(List<PresentedPair> showings) {
    List<List<Sample>> samples = new ArrayList<>();
    try {
      judgeAll(List.of(showings), window -> window.forEach(one -> samples.add(one.samples())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  @Override
  public void judgeAll(List<List<PresentedPair>> windows, Taker taker) throws IOException {
    Iterator<List<PresentedPair>> asked = windows.iterator();
    there.work(
        windows.stream().map(DispatchedVerdicts::lines).toList(),
        lines -> taker.take(judged(asked.next(), lines)));
  }

  private static List<byte[]> lines(List<PresentedPair> showings) {
    return showings.stream().map(showing -> Json.line(ShowingLine.asked(showing))).toList();
  }

  private static List<JudgedComparison> judged(List<PresentedPair> asked, List<byte[]> lines)
      throws IOException {
    List<JudgedComparison> all = new ArrayList<>();
    for (byte[] line : lines) {
      JsonNode json = Json.parse(new String(line, StandardCharsets.UTF_8));
      all.add(ShowingLine.judged(new Row("slice", "slice", "", all.size() + 1, json)));
    }
    boolean same = all.size() == asked.size();
    for (int i = 0; same && i < all.size(); i++) {
      same =
          all.get(i).id().equals(asked.get(i).comparison().id())
              && all.get(i).order() == asked.get(i).order();
    }
    if (!same) {
      throw new IllegalStateException(
          Text.format(
              "of a slice of %d comparisons %d others were judged", asked.size(), all.size()));
    }
    return all;
  }
}
