package io.github.rrm4j.evaluation.benchmark.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Sample.Transcript;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.ApiUsage;
import io.github.rrm4j.judging.JudgementLine;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Routed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * {@code judgements.jsonl}, which grows by one line for each comparison in one order; after a kill
 * an incomplete last line is cut off, and every other line counts. Read are also the shorter forms
 * of a line that other tools write: docs/evaluation.md.
 */
public final class JudgementLog implements AutoCloseable {

  /** Its name in the folder of an evaluation. */
  public static final String FILE = "judgements.jsonl";

  private final ResumableLog file;

  private JudgementLog(ResumableLog file) {
    this.file = file;
  }

  /**
   * The file of verdicts that a command is given.
   *
   * @param results it, or the folder of an evaluation
   * @throws InvalidInput if there is none
   */
  public static Path fileOf(Path results) {
    Path file = Files.isDirectory(results) ? results.resolve(FILE) : results;
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(
          file
              + ": is missing, must be the verdicts of a judge; name a folder of evaluate --output"
              + " or a file");
    }
    return file;
  }

  /**
   * Opens a file, which is made if it is not there, and reads what it holds.
   *
   * @param known gets what the file holds, but for comparisons of which a judgement failed: they
   *     are to be judged again
   * @throws InvalidInput if it cannot be written or a line is malformed
   */
  public static JudgementLog open(Path file, Verdicts known) {
    return new JudgementLog(
        ResumableLog.open(
            file,
            Unit.line(),
            kept ->
                JsonLines.forEachOwn(
                    kept,
                    row -> {
                      JudgedComparison judged = judged(row);
                      if (!judged.failed()) {
                        add(row, judged, known);
                      }
                    })));
  }

  /**
   * Reads the judgements of a user's file, in any format of {@link
   * io.github.rrm4j.data.rows.DataFile}.
   *
   * @throws InvalidInput if it cannot be read, a line is malformed, or two lines are about the same
   *     comparison in the same order
   */
  public static void read(Path file, Verdicts known) {
    JsonLines.forEach(file, row -> add(row, known));
  }

  /**
   * The same of a file that may also be in the form in which a benchmark's owners keep what judges
   * said.
   *
   * @param remarks get what is to be said of single judgements
   */
  public static void read(Path file, Benchmark owners, Verdicts known, Consumer<String> remarks) {
    JsonLines.forEach(
        file,
        row -> {
          List<JudgedComparison> published = owners.recorded(row);
          if (published.isEmpty()) {
            add(row, known);
          } else {
            published.forEach(judged -> add(row, judged, known));
            owners.remarks(row).forEach(remarks);
          }
        });
  }

  private static void add(Row row, Verdicts known) {
    add(row, judged(row), known);
  }

  private static void add(Row row, JudgedComparison judged, Verdicts known) {
    if (!known.add(judged.withoutTranscripts())) {
      throw row.invalid(
          "judges '%s' in the order %s, as an earlier line does, must be once, remove one",
          judged.id(), judged.order().word());
    }
  }

  /** Adds judgements; they are on the disk when this returns. */
  public void append(List<JudgedComparison> judged) throws IOException {
    file.append(judged.stream().map(JudgementLog::line).toList());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The line of a judged showing. */
  static ObjectNode line(JudgedComparison judged) {
    return line(judged, true);
  }

  /** The same with all digits of its numbers, for {@link #judged}. */
  static ObjectNode exactly(JudgedComparison judged) {
    return line(judged, false);
  }

  private static ObjectNode line(JudgedComparison judged, boolean rounding) {
    ObjectNode line = JudgementLine.of(judged.id(), judged.order()).put("subset", judged.subset());
    judged.gold().ifPresent(side -> line.put("gold", side.number()));
    line.put("choice", Word.of(judged.votes().result()));
    judged.routed().ifPresent(routed -> routed.into(line));
    for (Sample sample : judged.samples()) {
      ObjectNode entry = line.withArray("samples").addObject();
      Sample given = inOther(judged.order(), sample);
      entry.put("verdict", given.answer().word());
      sample.thinkingTokens().ifPresent(tokens -> entry.put("thinking_tokens", tokens));
      sample.tokens().ifPresent(tokens -> entry.put("tokens", tokens));
      sample
          .seconds()
          .ifPresent(seconds -> entry.put("seconds", rounding ? rounded(seconds, 1e6) : seconds));
      sample.probability().ifPresent(p -> entry.put("probability", rounding ? rounded(p, 1e9) : p));
      sample.confidence().ifPresent(q -> entry.put("confidence", rounding ? rounded(q, 1e9) : q));
      given.margin().ifPresent(margin -> entry.put("margin", margin));
      sample.usage().ifPresent(usage -> usage.into(entry));
      sample
          .transcript()
          .ifPresent(
              texts -> entry.put("prompt", texts.prompt()).put("completion", texts.completion()));
    }
    return line;
  }

  private static double rounded(double value, double parts) {
    return Math.round(value * parts) / parts;
  }

  /**
   * What a line says.
   *
   * @throws InvalidInput if the line is malformed
   */
  static JudgedComparison judged(Row row) {
    String id = row.optionalText("id").orElseThrow(() -> row.invalid("has no field 'id', add it"));
    Order order = JudgementLine.order(row);
    List<Sample> samples = samples(row);
    if (JudgementLine.isForGiven(row, false)) {
      samples = samples.stream().map(sample -> inOther(order, sample)).toList();
    }
    return new JudgedComparison(
        id,
        row.optionalText("subset").orElse(""),
        order,
        gold(row),
        samples,
        Routed.of(row.object()));
  }

  /** A sample about the order shown for the comparison's own order, or the other way round. */
  private static Sample inOther(Order shown, Sample sample) {
    return shown == Order.GIVEN ? sample : sample.swapped();
  }

  private static Optional<Side> gold(Row row) {
    return row.optionalText("gold").flatMap(Answer::spelled).flatMap(Answer::side);
  }

  private static List<Sample> samples(Row row) {
    List<Sample> samples = new ArrayList<>();
    if (row.has("samples")) {
      for (JsonNode entry : row.value("samples")) {
        String place = "samples[" + samples.size() + "]";
        samples.add(sample(row, place, entry.path("verdict"), entry));
      }
    } else if (row.has("verdicts")) {
      for (JsonNode verdict : row.value("verdicts")) {
        samples.add(sample(row, "verdicts[" + samples.size() + "]", verdict, row.object()));
      }
    } else if (row.object().has("verdict")) {
      samples.add(sample(row, "verdict", row.object().get("verdict"), row.object()));
    }
    if (samples.isEmpty()) {
      throw row.invalid(
          "has no verdict, must have one of the fields verdict, verdicts or samples, add it");
    }
    return samples;
  }

  private static Sample sample(Row row, String place, JsonNode verdict, JsonNode numbers) {
    String text = verdict.isNull() ? "" : verdict.asText("?");
    Answer answer =
        Answer.spelled(verdict.isContainerNode() ? "?" : text)
            .orElseThrow(
                () ->
                    row.invalid(
                        "field '%s' is %s, must be first, second, tie, malformed, truncated,"
                            + " overlong or failed (or 1, 2, A, B, A>B, B>A), correct it",
                        place, verdict.isMissingNode() ? "missing" : verdict));
    return new Sample(
        answer,
        whole(row, numbers, "thinking_tokens"),
        whole(row, numbers, "tokens"),
        number(row, numbers, "seconds", Double.MAX_VALUE),
        number(row, numbers, "probability", 1),
        number(row, numbers, "confidence", 1),
        margin(row, numbers),
        transcript(numbers),
        usage(row, numbers));
  }

  private static Optional<Transcript> transcript(JsonNode entry) {
    return entry.path("prompt").isTextual() && entry.path("completion").isTextual()
        ? Optional.of(
            new Transcript(entry.path("prompt").asText(), entry.path("completion").asText()))
        : Optional.empty();
  }

  private static Optional<ApiUsage> usage(Row row, JsonNode numbers) {
    OptionalInt input = whole(row, numbers, "input_tokens");
    return input.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ApiUsage(
                input.getAsInt(),
                whole(row, numbers, "cached_tokens").orElse(0),
                whole(row, numbers, "tokens").orElse(0),
                whole(row, numbers, "thinking_tokens"),
                number(row, numbers, "cost_usd", Double.MAX_VALUE)));
  }

  private static OptionalDouble margin(Row row, JsonNode numbers) {
    JsonNode value = numbers.path("margin");
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw row.invalid("field 'margin' is " + value + ", must be a number, correct it");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  private static OptionalInt whole(Row row, JsonNode numbers, String field) {
    JsonNode value = numbers.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
      throw row.invalid("field '" + field + "' is " + value + ", must be a count, correct it");
    }
    return OptionalInt.of(value.intValue());
  }

  private static OptionalDouble number(Row row, JsonNode numbers, String field, double most) {
    JsonNode value = numbers.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= most)) {
      throw row.invalid(
          "field '%s' is %s, must be a number from 0%s, correct it",
          field, value, most == 1 ? " to 1" : "");
    }
    return OptionalDouble.of(value.doubleValue());
  }
}
