package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/** Benchmarks of our own in their owners' formats, and judges whose verdicts are known. */
public final class Samples {

  public static final Key KEY = Key.of(1, "test");

  private Samples() {}

  /** The files of a benchmark. */
  public static Path files(String name) {
    try {
      return Path.of(Samples.class.getResource("/benchmarks/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The items of a benchmark's files. */
  public static List<Item> items(Benchmark benchmark) {
    String path = benchmark.makesItsOwn() ? "" : files(folder(benchmark)).toString();
    return benchmark.read(path, note -> {});
  }

  private static String folder(Benchmark benchmark) {
    return benchmark.name().equals("ppe-best-of-k") ? "ppe" : benchmark.name();
  }

  /** A judge that answers each pair as it is shown. */
  public static VerdictSource judge(Function<OpenPair, Answer> answer) {
    return new VerdictSource() {
      @Override
      public PromptFit check(PresentedPair showing) {
        return PromptFit.WHOLE;
      }

      @Override
      public List<List<Sample>> judge(List<PresentedPair> showings) {
        return showings.stream()
            .map(s -> List.of(new Sample(answer.apply(s.comparison().shown(s.order())))))
            .toList();
      }
    };
  }

  /** Always right; a tie where neither response is better. */
  public static Answer oracle(OpenPair shown) {
    return shown.gold().map(Answer::of).orElse(Answer.TIE);
  }

  /** What a judge says of all items. */
  public static Verdicts verdicts(
      List<Item> items, Orders orders, Function<OpenPair, Answer> answer) {
    Verdicts known = new Verdicts();
    judge(items, orders, judge(answer), known);
    return known;
  }

  private static void judge(List<Item> items, Orders orders, VerdictSource source, Verdicts known) {
    try {
      new Judging(items, orders, KEY, 7)
          .judge(source, known, Optional.empty(), (done, expected) -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a judge says that gives each response a score; NaN for a score that is no number. */
  public static Verdicts scores(List<Item> items, Map<String, Double> scores) {
    Verdicts known = new Verdicts();
    VerdictSource source =
        new VerdictSource() {
          @Override
          public PromptFit check(PresentedPair showing) {
            return PromptFit.WHOLE;
          }

          @Override
          public List<List<Sample>> judge(List<PresentedPair> showings) {
            return showings.stream().map(s -> List.of(sample(s))).toList();
          }

          private Sample sample(PresentedPair showing) {
            OpenPair shown = showing.comparison().shown(showing.order());
            double margin = scores.get(shown.first()) - scores.get(shown.second());
            if (Double.isNaN(margin)) {
              return new Sample(Answer.MALFORMED);
            }
            return new Sample(
                margin == 0 ? Answer.TIE : margin > 0 ? Answer.FIRST : Answer.SECOND,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(margin),
                Optional.empty());
          }
        };
    judge(items, Orders.BOTH, source, known);
    return known;
  }

  /** What all items come out as. */
  public static List<Scored> scored(List<Item> items, Verdicts verdicts) {
    return items.stream().map(item -> item.score(verdicts)).toList();
  }

  /** The value of a metric. */
  public static double value(Benchmark benchmark, List<Scored> items, String name) {
    Metric metric =
        benchmark.metrics(items).stream()
            .filter(m -> m.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no metric " + name));
    return metric.value().applyAsDouble(metric.counted(items));
  }
}
