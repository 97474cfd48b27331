package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Sample.Transcript;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.ScoredItems;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Folders of every kind that a report shows, as judges of known skill would leave them. */
final class SyntheticReport {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SECTIONS = List.of("all", "arithmetic", "counting");

  private SyntheticReport() {}

  /** Two runs, two evaluations of one benchmark, scaling and stress; and the report of them all. */
  static Path write(Path folder) throws IOException {
    new SyntheticRun(folder.resolve("first")).complete();
    new SyntheticRun(folder.resolve("second")).config().sft(200).grpo(80);
    negatives(folder.resolve("first"));
    evaluation(folder.resolve("weak"), 0.65, 600_000, 2);
    evaluation(folder.resolve("strong"), 0.9, 7_600_000, 3);
    scaling(folder.resolve("scaling"));
    stress(folder.resolve("stress"));
    Report report =
        Report.of(
            List.of(
                folder.resolve("first"),
                folder.resolve("second"),
                folder.resolve("weak"),
                folder.resolve("strong"),
                folder.resolve("scaling"),
                folder.resolve("stress")));
    report.writeFiles(folder.resolve("report-files"));
    return report.writePage(folder.resolve("report.html"));
  }

  /** An evaluation of 60 pairs of the miniature by a judge that is right with a probability. */
  static void evaluation(Path folder, double skill, long parameters, int votes) throws IOException {
    Benchmark benchmark = Benchmarks.named("miniature");
    List<Item> items = benchmark.read("", note -> {}).subList(0, 60);
    Verdicts verdicts = new Verdicts();
    try (JudgementLog log = JudgementLog.open(folder.resolve("judgements.jsonl"), verdicts)) {
      new Judging(items, Orders.BOTH, Key.of(1, "order"), 8)
          .judge(new Skilled(skill, votes), verdicts, Optional.of(log), (done, expected) -> {});
    }
    PromptHashes trained = new PromptHashes(); // a third of the queries
    items.subList(0, 20).forEach(item -> item.queries().forEach(trained::add));
    Result result = Result.of(benchmark, items, verdicts, 1);
    if (votes == 3) {
      result = result.trainedOn(benchmark, items, trained, Optional.of(new GramHashes()), 1);
    }
    ObjectNode settings = JSON.createObjectNode().put("benchmark", "miniature");
    settings.put("data", "its own").put("items", "60").put("votes", votes).put("orders", "both");
    settings.put("model", "/some/where/" + folder.getFileName() + "/checkpoints/latest in fp32");
    settings.put("template", "=== user\nWhich is <right>?\n").put("temperature", 1.0);
    settings.put("thinking_budget", 0).put("seed", 7);
    ObjectNode json = result.toJson(settings, OptionalLong.of(parameters));
    if (votes == 3) { // the miniature's queries are too short to share 13 words
      ObjectNode seen = (ObjectNode) json.get("contamination");
      seen.put("overlapping", 6);
      seen.set("without_overlapping", seen.get("without_seen"));
      seen.set("overlapping_only", seen.get("seen_only"));
    }
    Files.writeString(folder.resolve(Result.FILE), json.toPrettyString());
    ScoredItems.write(folder.resolve(ScoredItems.FILE), result.items());
  }

  /** A judge that is right with a probability, and now and then says nothing. */
  private record Skilled(double skill, int votes) implements VerdictSource {

    @Override
    public PromptFit check(PresentedPair showing) {
      return PromptFit.WHOLE;
    }

    @Override
    public List<List<Sample>> judge(List<PresentedPair> showings) {
      return showings.stream().map(this::samples).toList();
    }

    private List<Sample> samples(PresentedPair showing) {
      Key key = Key.of(2, "skilled").with(showing.key());
      Side gold = showing.comparison().shown(showing.order()).gold().orElseThrow();
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < votes; i++) {
        double draw = key.uniform(i);
        Answer answer =
            draw > 0.97
                ? Answer.MALFORMED
                : draw > 0.94
                    ? Answer.TRUNCATED
                    : Answer.of(draw < skill * 0.94 ? gold : gold.other());
        int thinking = 20 + key.with("thinking").below(i, 40);
        samples.add(
            new Sample(
                answer,
                OptionalInt.of(thinking),
                OptionalInt.of(thinking + 6),
                OptionalDouble.of(0.25),
                answer.side().isPresent()
                    ? OptionalDouble.of(0.5 + key.with("probability").uniform(i) / 2)
                    : OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(new Transcript("Which is <right>?", "<think>\na\n</think>\n\nb"))));
      }
      return samples;
    }
  }

  static void scaling(Path folder) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode votes = all.putObject("votes").putArray("accuracy");
    ArrayNode thinking = all.withObject("/votes").putArray("thinking");
    ArrayNode budget = all.putObject("budget").putArray("accuracy");
    for (String section : SECTIONS) {
      for (int k = 1; k <= 16; k++) {
        ObjectNode row = votes.addObject().put("section", section).put("votes", k).put("n", 50);
        measured(row, "accuracy", 0.9 - 0.2 / k, 0.04);
        measured(row, "gain", 0.2 - 0.2 / k, 0.02);
      }
      ObjectNode length = thinking.addObject().put("section", section).put("n", 50);
      measured(length, "thinking_tokens", 20 + section.length(), 1.5);
      length.put("when_right", 21.5).putNull("when_wrong");
      for (int tokens : new int[] {16, 24, 32, 0}) {
        ObjectNode row =
            budget.addObject().put("section", section).put("budget", tokens).put("n", 50);
        double used = tokens == 0 ? 35 : tokens;
        measured(row, "accuracy", 0.5 + used / 100, 0.05);
        measured(row, "thinking_tokens", used, 0.5);
      }
    }
    ArrayNode tournament = all.putObject("tournament").putArray("accuracy");
    for (String method : List.of("knockout", "elo", "round_robin")) {
      for (int k = 1; k <= 3; k++) {
        ObjectNode row = tournament.addObject().put("section", "all").put("method", method);
        row.put("votes", k).put("judgements", 7.0 * k * method.length() / 3).put("n", 30);
        measured(row, "accuracy", 0.4 + 0.1 * k, 0.08);
      }
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("scaling.json"), all.toString());
  }

  private static void negatives(Path run) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    ObjectNode counts = all.putObject("train").putObject("negatives").put("pairs", 200);
    counts.put("drawn", 50).putObject("attacked").put("key_colon", 40);
    counts.putObject("left_alone").put("truncated: one word", 10);
    Files.createDirectories(run.resolve("data"));
    Files.writeString(run.resolve("data/preparation.json"), all.toString());
  }

  private static void stress(Path folder) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode attacks = all.putObject("stress").putArray("attacks");
    for (String attack : List.of("repeat", "swapped_order", "length_padding")) {
      ObjectNode row = attacks.addObject().put("family", "length").put("attack", attack);
      row.put("n", 50).put("not_applicable", "");
      measured(row, "wins", 0.01 * attack.length(), 0.02);
      measured(row, "false_win_rate", 0.01 * attack.length(), 0.02);
      measured(row, "change", -0.01 * attack.length(), 0.03);
      measured(row, "flip_rate", 0.01 * attack.length(), 0.02);
      row.putNull("flip_excess").putNull("flip_excess_low").putNull("flip_excess_high");
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("stress.json"), all.toString());
  }

  private static void measured(ObjectNode row, String name, double value, double half) {
    row.put(name, value).put(name + "_low", value - half).put(name + "_high", value + half);
  }
}
