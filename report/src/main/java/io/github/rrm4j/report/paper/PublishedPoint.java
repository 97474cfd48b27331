package io.github.rrm4j.report.paper;

import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What somebody published of a judge on a benchmark.
 *
 * @param benchmark by its name in {@code evaluate}
 * @param name of the judge
 * @param line of the figure that it is a point of
 * @param billions of parameters
 * @param accuracy the benchmark's main number, in per cent
 * @param source where it was published
 */
public record PublishedPoint(
    String benchmark, String name, String line, double billions, double accuracy, String source) {

  private static final String POSTER = "points.csv";

  /** The points of the poster. */
  public static List<PublishedPoint> ofThePoster() {
    try (InputStream csv = PublishedPoint.class.getResourceAsStream(POSTER)) {
      Path file = Files.createTempFile("points", ".csv");
      try {
        Files.write(file, csv.readAllBytes());
        return read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(POSTER + " cannot be read from the class path", e);
    }
  }

  /**
   * The points of a file, one a row, in any format that data has.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if it cannot be read, or a row is none
   */
  public static List<PublishedPoint> read(Path file) {
    List<PublishedPoint> points = new ArrayList<>();
    try (Rows rows = new DataFile(file, file.getFileName().toString()).open(Set.of())) {
      rows.forEachRemaining(row -> points.add(of(row)));
    }
    return points;
  }

  private static PublishedPoint of(Row row) {
    double billions = row.number("billions", row.value("billions"), "of parameters");
    double accuracy = row.number("accuracy", row.value("accuracy"), "in per cent");
    if (billions <= 0) {
      throw row.invalid("field 'billions' is %s, must be above 0, correct it", billions);
    }
    if (accuracy < 0 || accuracy > 100) {
      throw row.invalid("field 'accuracy' is %s, must be from 0 to 100, correct it", accuracy);
    }
    return new PublishedPoint(
        row.filledText("benchmark"),
        row.filledText("name"),
        row.filledText("line"),
        billions,
        accuracy,
        row.filledText("source"));
  }
}
