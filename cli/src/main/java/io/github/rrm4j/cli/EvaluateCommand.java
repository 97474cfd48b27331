package io.github.rrm4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.evaluation.Evaluation;
import io.github.rrm4j.evaluation.HeldOut;
import io.github.rrm4j.rewards.statistics.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm evaluate --model DIR --data FILE}. */
@Command(
    name = "evaluate",
    description = "Measures a judge on preference pairs, each in both orders.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Preference pairs: a JSONL, JSON, CSV or Parquet file, a folder or a glob.")
  private String data;

  @Option(names = "--pairs", paramLabel = "N", description = "Only the first N pairs.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the result as JSON to this file.")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (limit.isPresent() && limit.get() < 1) {
      throw new InvalidInput("--pairs is " + limit.get() + ", must be at least 1");
    }
    List<Pair> all = pairs();
    List<Pair> pairs = all.subList(0, Math.min(all.size(), limit.orElse(all.size())));
    try (JudgeOption.Opened judge = model.open()) {
      Key key = Key.of(model.seed(), "evaluation");
      Evaluation evaluation =
          new Evaluation(
              new HeldOut(judge.judge(), judge.engine(), pairs).judge(judge.sampling(), key));
      print(evaluation);
      if (output.isPresent()) {
        ObjectMapper mapper = new ObjectMapper();
        String mode = judge.sampling().temperature() == 0 ? "greedy" : "sampled";
        ObjectNode json = evaluation.toJson(mapper, 0, "evaluate", mode);
        AtomicFiles.write(
            output.get(), mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
      }
    }
    return Main.OK;
  }

  /** As a run prepares its held-out pairs, but for the limit of a prompt. */
  private List<Pair> pairs() {
    Preparation.Settings rules =
        new Preparation.Settings(true, true, Optional.empty(), pair -> 0, Limit.NONE);
    List<Pair> pairs = new ArrayList<>();
    Mixture mixture = Mixture.of(PairSource.of(data));
    Tally tally = Preparation.of(mixture, rules, Key.of(0, "evaluation"), pairs::add);
    tally.lines(data, Limit.NONE.tokens()).forEach(System.err::println);
    if (pairs.isEmpty()) {
      throw new InvalidInput(data + ": has no pair to judge, must have at least one");
    }
    return pairs;
  }

  private static void print(Evaluation evaluation) {
    System.out.println("section           accuracy  95 % interval       n  thinking");
    for (Map.Entry<String, Evaluation> section : evaluation.sections().entrySet()) {
      row(section.getKey(), section.getValue());
    }
    row("all", evaluation);
    System.out.printf(
        Locale.ROOT,
        "swap consistency %.1f %%, position bias %+.1f %%, malformed %.1f %%, truncated %.1f %%%n",
        100 * evaluation.swapConsistency().rate(),
        100 * evaluation.positionBias(),
        100 * evaluation.malformed().rate(),
        100 * evaluation.truncated().rate());
  }

  private static void row(String name, Evaluation part) {
    Interval interval = part.accuracy().wilson(Evaluation.CONFIDENCE);
    System.out.printf(
        Locale.ROOT,
        "%-16s  %6.1f %%  [%5.1f, %5.1f]  %6d  %8.1f%n",
        name,
        100 * part.accuracy().rate(),
        100 * interval.lower(),
        100 * interval.upper(),
        part.items().size(),
        part.thinkingMean());
  }
}
