package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an evaluation was made: its judge, its data, when it ended, and what is missing. */
final class EvaluationFacts {

  private static final int MOST_LINES = 3; // of a list that is not folded
  private static final int LONGEST = 48; // characters of a template
  private static final int PATH_PARTS = 3;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final BenchmarkRecords evaluation;
  private final JsonNode settings;
  private final List<String> facts = new ArrayList<>();

  private EvaluationFacts(BenchmarkRecords evaluation) {
    this.evaluation = evaluation;
    this.settings = evaluation.result().path("settings");
  }

  /** The block of an evaluation. */
  static List<Part> of(BenchmarkRecords evaluation) {
    EvaluationFacts own = new EvaluationFacts(evaluation);
    own.judge();
    own.sampling();
    own.router();
    own.data();
    own.contamination();
    own.facts.add(MINUTE.format(evaluation.written()) + " UTC");
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Facts(evaluation.name(), own.facts));
    own.seen().ifPresent(parts::add);
    own.overlapping().ifPresent(parts::add);
    own.list(parts, "missing", "is not the whole benchmark: ", "missing or incomplete part");
    own.list(parts, "notes", "was read with notes: ", "note");
    if (own.settings instanceof ObjectNode all && !all.isEmpty()) {
      parts.add(new Part.Verbatim(evaluation.name() + ": all settings", Json.pretty(all).strip()));
    }
    return parts;
  }

  private void judge() {
    if (settings.has("judgements")) {
      facts.add("judgements of " + end(settings.path("judgements").asText()));
      return;
    }
    if (settings.has("model")) {
      facts.add("model " + end(settings.path("model").asText()));
      evaluation
          .parameters()
          .ifPresent(count -> facts.add(Numbers.abbreviated(count) + " parameters"));
    }
    if (settings.has("judge")) {
      facts.add("judge type " + settings.path("judge").asText());
    } else if (settings.has("model")) {
      facts.add("judge type model");
    }
    if (settings.has("template")) {
      String line = settings.path("template").asText().strip().replaceAll("\\s+", " ");
      boolean cut = line.codePointCount(0, line.length()) > LONGEST;
      String shown = cut ? line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "..." : line;
      facts.add("template “" + OneLine.of(shown) + "”");
    }
  }

  private void sampling() {
    if (settings.path("votes").isNumber()) {
      facts.add(Numbers.counted(settings.path("votes").asLong(), "vote"));
    }
    if (settings.path("votes").asLong() > 1 && settings.has("split_votes")) {
      facts.add("split votes: " + OneLine.of(settings.path("split_votes").asText()));
    }
    if (settings.has("orders")) {
      String orders = settings.path("orders").asText();
      facts.add(orders.equals("both") ? "both orders" : "orders: " + orders);
    }
    number("temperature", "temperature");
    if (settings.path("thinking_budget").asLong() > 0) {
      number("thinking_budget", "thinking budget");
    }
    number("seed", "seed");
  }

  private void data() {
    String digest = settings.path("data_sha256").asText();
    String sha = digest.length() > 8 ? " (SHA-256 " + digest.substring(0, 8) + "...)" : "";
    if (settings.has("data")) {
      facts.add("data " + end(settings.path("data").asText()) + sha);
    }
    JsonNode result = evaluation.result();
    if (result.path("items").isNumber()) {
      boolean whole = settings.path("items").asText("all").equals("all");
      boolean drawn = settings.has("sample"); // those before it took items from the start
      facts.add(
          (whole || drawn ? "" : "the first ")
              + Numbers.counted(result.path("items").asLong(), "item")
              + (drawn ? ", " + OneLine.of(settings.path("sample").asText()) : ""));
    }
    if (result.path("judgements").isNumber()) {
      facts.add(Numbers.counted(result.path("judgements").asLong(), "judgement"));
    }
    for (String fit : List.of("overlong", "shortened")) {
      if (result.path(fit).asLong() > 0) {
        facts.add(fit + " " + Numbers.plain(result.path(fit).asLong()));
      }
    }
  }

  private void contamination() {
    JsonNode found = evaluation.result().path("contamination");
    if (found.isObject()) {
      facts.add(
          Text.format(
              "trained on the queries of %d of %d items",
              found.path("seen").asLong(), found.path("items").asLong()));
      facts.add(
          found.path("overlapping").isNumber()
              ? Text.format(
                  "13 words shared with training queries by %d other items",
                  found.path("overlapping").asLong())
              : "shared stretches of 13 words not known");
      if (found.path("training_grams_kept").asDouble(1) < 1) {
        facts.add(
            Text.format(
                "of the training queries' stretches %.1f %% were kept",
                100 * found.path("training_grams_kept").asDouble()));
      }
    } else if (settings.has("model") && !settings.has("judgements")) {
      facts.add("training prompts not known");
    }
  }

  /** The main number without the items that the judge was trained on, and on them alone. */
  private Optional<Part> seen() {
    JsonNode found = evaluation.result().path("contamination");
    List<String> numbers = new ArrayList<>();
    main(found, "without_seen", "without them").ifPresent(numbers::add);
    main(found, "seen_only", "on them alone").ifPresent(numbers::add);
    return found.path("seen").asLong() == 0
        ? Optional.empty()
        : Optional.of(
            new Part.Warning(
                Text.format(
                    "%s: the judge was trained on the queries of %d of %d items: %s.",
                    evaluation.name(),
                    found.path("seen").asLong(),
                    found.path("items").asLong(),
                    String.join(", ", numbers))));
  }

  /** The same of the items that share a stretch of words with a training query. */
  private Optional<Part> overlapping() {
    JsonNode found = evaluation.result().path("contamination");
    List<String> numbers = new ArrayList<>();
    boolean both = found.path("seen").asLong() > 0;
    main(found, "without_overlapping", both ? "without both" : "without them")
        .ifPresent(numbers::add);
    main(found, "overlapping_only", "on them alone").ifPresent(numbers::add);
    return found.path("overlapping").asLong() == 0
        ? Optional.empty()
        : Optional.of(
            new Part.Warning(
                Text.format(
                    "%s: %d %sof %d items share 13 words in a row with a query that the judge was"
                        + " trained on: %s.",
                    evaluation.name(),
                    found.path("overlapping").asLong(),
                    both ? "more " : "",
                    found.path("items").asLong(),
                    String.join(", ", numbers))));
  }

  private static Optional<String> main(JsonNode found, String field, String words) {
    return found.path(field).properties().stream()
        .findFirst()
        .flatMap(
            main ->
                Estimate.of(main.getValue())
                    .map(e -> main.getKey() + " " + Unit.SHARE.text(e) + " " + words));
  }

  /** Who answered, where a direct judge was asked first. */
  private void router() {
    JsonNode router = evaluation.result().path("router");
    if (router.isObject()) {
      facts.add(
          Text.format(
              "router: direct judge answered %d, reasoning judge %d; tokens %d and %d",
              router.path("answered_by_direct").asLong(),
              router.path("answered_by_reasoning").asLong(),
              router.path("direct_tokens").asLong(),
              router.path("reasoning_tokens").asLong()));
      facts.add("router below " + Numbers.plain(settings.path("router").path("below").asDouble()));
    }
  }

  private void number(String setting, String words) {
    if (settings.path(setting).isNumber()) {
      facts.add(words + " " + Numbers.plain(settings.path(setting).asDouble()));
    }
  }

  /** The end of a path, which tells it from others; the whole one is among all settings. */
  private static String end(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length <= PATH_PARTS + 1) {
      return OneLine.of(path);
    }
    int from = parts.length - PATH_PARTS;
    return OneLine.of(".../" + String.join("/", List.of(parts).subList(from, parts.length)));
  }

  private void list(List<Part> parts, String field, String sentence, String thing) {
    List<String> lines = new ArrayList<>();
    evaluation.result().path(field).forEach(line -> lines.add(line.asText()));
    if (lines.size() > MOST_LINES) {
      String title = evaluation.name() + ": " + Numbers.counted(lines.size(), thing);
      parts.add(new Part.Folded(title, lines));
    } else if (!lines.isEmpty()) {
      parts.add(new Part.Note(evaluation.name() + " " + sentence + String.join("; ", lines) + "."));
    }
  }
}
