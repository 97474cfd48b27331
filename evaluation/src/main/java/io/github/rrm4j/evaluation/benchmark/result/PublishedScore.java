package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A number that somebody published of a judge on a benchmark; docs/leaderboards.md says where each
 * is from.
 *
 * @param score a share, in [0, 1]
 * @param n items of the benchmark; empty where the source does not say it
 * @param date of the source: a day, a month or a year
 */
public record PublishedScore(
    String benchmark,
    String metric,
    String judge,
    double score,
    OptionalInt n,
    String source,
    String date) {

  private static final String FILE = "published.jsonl";
  private static final double CONFIDENCE = 0.95;

  /** What a difference from one's own number says. */
  public enum Reading {
    WITHIN_NOISE("within noise"),
    PUBLISHED_HIGHER("published is higher"),
    OWN_HIGHER("own is higher");

    private final String label;

    Reading(String label) {
      this.label = label;
    }
  }

  /** All scores of a benchmark, in the order of the file: the highest first. */
  public static List<PublishedScore> of(String benchmark) {
    return all().stream().filter(score -> score.benchmark().equals(benchmark)).toList();
  }

  static List<PublishedScore> all() {
    try (InputStream file = PublishedScore.class.getResourceAsStream(FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      List<PublishedScore> scores = new ArrayList<>();
      for (String line : text.lines().toList()) {
        scores.add(read(Json.parse(line)));
      }
      return scores;
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " belongs to the program", e);
    }
  }

  private static PublishedScore read(JsonNode line) throws JsonProcessingException {
    return new PublishedScore(
        line.required("benchmark").asText(),
        line.required("metric").asText(),
        line.required("judge").asText(),
        line.required("score").asDouble() / 100,
        line.has("n") ? OptionalInt.of(line.get("n").asInt()) : OptionalInt.empty(),
        line.required("source").asText(),
        line.required("date").asText());
  }

  /**
   * The interval that so many items leave to the score, as if each were right or wrong and counted
   * the same; no width where the number of items is not known.
   */
  Estimate estimate() {
    return n.isEmpty()
        ? Estimate.of(score)
        : Estimate.of(
            score,
            new Proportion(Math.round(score * n.getAsInt()), n.getAsInt()).wilson(CONFIDENCE));
  }

  /**
   * How the score lies to one's own: within noise where the difference is no larger than the two
   * distances to the ends that face each other, squared and added (Newcombe 1998, method 10, of
   * independent samples). Both judges answer the same items, whose difficulty they share, so that a
   * comparison item by item would find smaller differences.
   */
  public Reading against(Estimate own) {
    Estimate published = estimate();
    double difference = published.value() - own.value();
    double reach =
        difference > 0
            ? Math.hypot(published.value() - published.drawnLow(), own.drawnHigh() - own.value())
            : Math.hypot(published.drawnHigh() - published.value(), own.value() - own.drawnLow());
    if (Math.abs(difference) <= reach) {
      return Reading.WITHIN_NOISE;
    }
    return difference > 0 ? Reading.PUBLISHED_HIGHER : Reading.OWN_HIGHER;
  }

  /**
   * The published judges of a benchmark beside one's own, the highest first.
   *
   * @param own the number of the published metric, with its interval
   * @return empty where nothing is published of the benchmark
   */
  public static Optional<Table> table(String benchmark, String name, Estimate own) {
    List<PublishedScore> scores = of(benchmark);
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    List<Table.Row> rows = new ArrayList<>();
    Table.Row mine =
        Table.Row.of(
            List.of(
                Cell.text(name),
                Cell.of(own, Unit.SHARE),
                own.n() == 0 ? Cell.MISSING : Cell.count(own.n()),
                Cell.text("this result"),
                Cell.MISSING,
                Cell.MISSING));
    boolean placed = false;
    for (PublishedScore score : scores) {
      if (!placed && score.score() < own.value()) {
        rows.add(mine);
        placed = true;
      }
      rows.add(score.row(own));
    }
    if (!placed) {
      rows.add(mine);
    }
    List<Column> columns =
        List.of(
            Column.name("judge"),
            Column.measured(scores.get(0).metric() + Column.INTERVAL, "score"),
            Column.number("n", "n"),
            Column.text("against this result"),
            Column.text("source"),
            Column.text("date"));
    return Optional.of(
        new Table("published-" + benchmark, "Published judges, " + benchmark, columns, rows));
  }

  private Table.Row row(Estimate own) {
    return Table.Row.of(
        List.of(
            Cell.text(judge),
            Cell.of(estimate(), Unit.SHARE),
            n.isEmpty() ? Cell.MISSING : Cell.count(n.getAsInt()),
            Cell.text(against(own).label),
            Cell.text(source),
            Cell.text(date)));
  }
}
