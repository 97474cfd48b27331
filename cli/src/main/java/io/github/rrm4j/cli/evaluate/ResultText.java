package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.PublishedScore;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults;
import io.github.rrm4j.evaluation.benchmark.result.VotingResults.OfVotes;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results for a person: sentences, and tables as wide as the terminal. */
final class ResultText {

  private static final Set<String> NUMBERS =
      Set.of("tokens", "input_tokens", "cost_usd", "seconds");
  private static final int MOST_MISSING = 5;

  private ResultText() {}

  /** A benchmark's metrics, then how the judge behaved. */
  static String of(Result result) {
    List<String> parts = new ArrayList<>();
    parts.add(
        Text.format(
            "%s: %d items, %d comparisons, %d judgements",
            result.benchmark(),
            result.items().size(),
            result.behaviour().comparisons(),
            result.behaviour().judgements()));
    if (result.fits().overlong() + result.fits().shortened() > 0) {
      parts.add(
          Text.format(
              "comparisons too long for the judge: %d, shortened: %d",
              result.fits().overlong(), result.fits().shortened()));
    }
    result.contamination().ifPresent(found -> parts.addAll(found.lines(result.benchmark())));
    result
        .behaviour()
        .router()
        .ifPresent(counts -> parts.add(counts.line("comparisons, each order by itself,")));
    parts.add(
        table("metric", result.metrics().stream().map(one -> row(one.name(), one, Unit.SHARE))));
    parts.addAll(votes(result.voting()));
    parts.add(
        table(
            "judgements",
            Stream.concat(
                result.behaviour().measured().stream()
                    .map(one -> row(one.name(), one, unit(one.name()))),
                result.behaviour().thinking().stream()
                    .map(one -> row("thinking tokens, " + one.name(), one, Unit.DECIMAL)))));
    result.missing().stream()
        .limit(MOST_MISSING)
        .forEach(part -> parts.add("not the whole benchmark: " + part));
    if (result.missing().size() > MOST_MISSING) {
      parts.add(Text.format("and %d more (result.json)", result.missing().size() - MOST_MISSING));
    }
    published(result).ifPresent(parts::add);
    return String.join("\n", parts);
  }

  /**
   * The judges that others have measured on the whole benchmark: those within noise of this one.
   */
  private static Optional<String> published(Result result) {
    if (!result.missing().isEmpty() || result.metrics().isEmpty()) {
      return Optional.empty();
    }
    Measured main = result.metrics().get(0);
    List<PublishedScore> scores =
        PublishedScore.of(result.benchmark()).stream()
            .filter(score -> score.metric().equals(main.name()))
            .toList();
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    Estimate own = Estimate.of(main.value(), main.interval());
    String near =
        scores.stream()
            .filter(score -> score.against(own) == PublishedScore.Reading.WITHIN_NOISE)
            .map(one -> Text.format("%s %.1f", one.judge(), 100 * one.score()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        "published judges within noise of this one (docs/leaderboards.md): "
            + (near.isEmpty() ? "none" : near));
  }

  private static Unit unit(String name) {
    return NUMBERS.contains(name) ? Unit.PLAIN : Unit.SHARE;
  }

  private static String table(String first, Stream<List<Cell>> rows) {
    return shown(
        List.of(
            Column.text(first),
            Column.number("value [95 % interval]"),
            Column.number("n"),
            Column.text("interval by")),
        rows.toList());
  }

  private static List<Cell> row(String name, Measured number, Unit unit) {
    return List.of(
        Cell.text(name),
        Cell.of(Estimate.of(number.value(), number.interval()), unit),
        Cell.count(number.n()),
        Cell.text(number.interval().method().label()));
  }

  private static String shown(List<Column> columns, List<List<Cell>> rows) {
    return Table.of("", columns, rows).text(Columns.of(Integer.MAX_VALUE));
  }

  /** How split votes were decided, and the main number of fewer votes. */
  private static List<String> votes(VotingResults voting) {
    List<String> parts = new ArrayList<>();
    if (voting.split() > 0) {
      parts.add(
          Text.format(
              "split votes: %d of %d, by --split-votes %s%s",
              voting.split(),
              voting.of(),
              voting.splits().word(),
              voting.expected().entrySet().stream()
                  .findFirst()
                  .map(e -> Text.format("; expected %s %.1f %%", e.getKey(), 100 * e.getValue()))
                  .orElse("")));
    }
    if (!voting.curve().isEmpty()) {
      parts.add(table("votes, of one pool", voting.curve().stream().map(ResultText::main)));
    }
    if (!voting.leftOut().isEmpty()) {
      parts.add(
          "fewer votes are not known of "
              + String.join(", ", voting.leftOut())
              + ": "
              + VotingResults.WHY_LEFT_OUT);
    }
    return parts;
  }

  private static List<Cell> main(OfVotes votes) {
    Measured main = votes.metrics().get(0);
    return row(main.name() + "@" + votes.votes(), main, Unit.SHARE);
  }

  /** Differences of two results. */
  static String of(List<Difference> differences, String first, String second) {
    List<Column> columns =
        List.of(
            Column.text("metric"),
            Column.number("A"),
            Column.number("B"),
            Column.number("B - A [95 % interval]"),
            Column.number("p"),
            Column.number("n"),
            Column.text("reading"),
            Column.number("shows from"),
            Column.number("significant from"),
            Column.text("interval by"));
    return shown(columns, differences.stream().map(ResultText::row).toList())
        + "\nA is "
        + first
        + "\nB is "
        + second;
  }

  private static List<Cell> row(Difference d) {
    OptionalDouble least = d.smallestSignificant();
    return List.of(
        Cell.text(d.name()),
        Cell.number(d.first(), Unit.PERCENT),
        Cell.number(d.second(), Unit.PERCENT),
        Cell.of(Estimate.of(d.difference(), d.interval()), Unit.POINTS),
        d.test().map(t -> Cell.text(Text.format("%.4f", t.pValue()))).orElse(Cell.MISSING),
        Cell.count(d.n()),
        Cell.text(
            switch (d.verdict()) {
              case WITHIN_NOISE -> "within noise";
              case FIRST_HIGHER -> "A is higher";
              case SECOND_HIGHER -> "B is higher";
            }),
        Cell.number(d.detectable(), Unit.PERCENT),
        least.isPresent() ? Cell.number(least.getAsDouble(), Unit.PERCENT) : Cell.MISSING,
        Cell.text(d.interval().method().label()));
  }
}
