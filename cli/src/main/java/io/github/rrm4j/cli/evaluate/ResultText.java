package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults.OfVotes;
import io.github.rrm4j.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Results as lines for a person. */
final class ResultText {

  private static final Set<String> NUMBERS = Set.of("tokens", "seconds");

  private static final String HEAD = "     value  95 % interval        n  interval by";

  private ResultText() {}

  /** A benchmark's metrics, then how the judge behaved. */
  static List<String> of(Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%s: %d items, %d comparisons, %d judgements",
            result.benchmark(),
            result.items().size(),
            result.behaviour().comparisons(),
            result.behaviour().judgements()));
    if (result.fits().overlong() + result.fits().shortened() > 0) {
      lines.add(
          Text.format(
              "comparisons too long for the judge: %d, shortened: %d",
              result.fits().overlong(), result.fits().shortened()));
    }
    int width = width(result.metrics().stream().map(Measured::name).toList());
    lines.add(pad("metric", width) + HEAD);
    for (Measured metric : result.metrics()) {
      lines.add(pad(metric.name(), width) + "  " + percent(metric));
    }
    lines.addAll(votes(result.voting(), width));
    List<Measured> behaviour = result.behaviour().measured();
    lines.add(pad("judgements", width) + HEAD);
    for (Measured number : behaviour) {
      boolean plain = NUMBERS.contains(number.name());
      lines.add(pad(number.name(), width) + "  " + (plain ? plain(number) : percent(number)));
    }
    for (Measured thinking : result.behaviour().thinking()) {
      lines.add(pad("thinking tokens, " + thinking.name(), width) + "  " + plain(thinking));
    }
    result.missing().stream()
        .limit(5)
        .forEach(part -> lines.add("not the whole benchmark: " + part));
    if (result.missing().size() > 5) {
      lines.add(Text.format("and %d more (result.json)", result.missing().size() - 5));
    }
    return lines;
  }

  /** How split votes were decided, and the main number of fewer votes. */
  private static List<String> votes(VotingResults voting, int width) {
    List<String> lines = new ArrayList<>();
    if (voting.split() > 0) {
      lines.add(
          Text.format(
              "split votes: %d of %d, by --split-votes %s%s",
              voting.split(),
              voting.of(),
              voting.splits().word(),
              voting.expected().entrySet().stream()
                  .findFirst()
                  .map(e -> format("; expected %s %.1f %%", e.getKey(), 100 * e.getValue()))
                  .orElse("")));
    }
    if (!voting.curve().isEmpty()) {
      lines.add(pad("votes, of one pool", width) + HEAD);
    }
    for (OfVotes one : voting.curve()) {
      Measured main = one.metrics().get(0);
      lines.add(pad(main.name() + "@" + one.votes(), width) + "  " + percent(main));
    }
    if (!voting.leftOut().isEmpty()) {
      lines.add("fewer votes are not known of: " + String.join(", ", voting.leftOut()));
    }
    return lines;
  }

  private static String percent(Measured number) {
    Interval i = number.interval();
    String interval = format("[%5.1f, %5.1f]", 100 * i.lower(), 100 * i.upper());
    return format(
        "%6.1f %%  %-14s  %7d  %s", 100 * number.value(), interval, number.n(), i.method().label());
  }

  private static String plain(Measured number) {
    String pattern = number.value() < 1 ? "%.4f" : "%.1f";
    Interval i = number.interval();
    String interval = format("[" + pattern + ", " + pattern + "]", i.lower(), i.upper());
    return format(
        "%8s  %-14s  %7d  %s",
        format(pattern, number.value()), interval, number.n(), i.method().label());
  }

  /** Differences of two results. */
  static List<String> of(List<Difference> differences, String first, String second) {
    List<String> lines = new ArrayList<>();
    int width = width(differences.stream().map(Difference::name).toList());
    lines.add(pad("metric", width) + "       A       B   B - A  95 % interval          p       n");
    for (Difference d : differences) {
      lines.add(
          pad(d.name(), width)
              + format(
                  "  %6.1f  %6.1f  %+6.1f  [%+5.1f, %+5.1f]  %7s  %6d  %s",
                  100 * d.first(),
                  100 * d.second(),
                  100 * d.difference(),
                  100 * d.interval().lower(),
                  100 * d.interval().upper(),
                  d.test().map(t -> format("%.4f", t.pValue())).orElse(""),
                  d.n(),
                  words(d)));
    }
    lines.add("A is " + first);
    lines.add("B is " + second);
    return lines;
  }

  private static String words(Difference d) {
    String verdict =
        switch (d.verdict()) {
          case WITHIN_NOISE -> "within noise";
          case FIRST_HIGHER -> "A is higher";
          case SECOND_HIGHER -> "B is higher";
        };
    String least =
        d.smallestSignificant().isPresent()
            ? format(", significant from %.1f", 100 * d.smallestSignificant().getAsDouble())
            : "";
    return verdict + format(" (shows from %.1f%s)", 100 * d.detectable(), least);
  }

  private static int width(List<String> names) {
    return Math.max(22, names.stream().mapToInt(String::length).max().orElse(0));
  }

  private static String pad(String text, int width) {
    return format("%-" + width + "s", text);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
