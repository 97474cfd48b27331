package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.judging.JudgeSampling;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.Stopping;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of commands that draw: which tokens may be drawn, and what ends a completion. */
public final class DrawOption {

  @Option(
      names = "--top-k",
      defaultValue = "${bundle:judge.top_k}",
      paramLabel = "K",
      description = "Draw from the K most likely tokens only; default: ${DEFAULT-VALUE} (all).")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "${bundle:judge.top_p}",
      paramLabel = "P",
      description =
          "Draw from the most likely tokens whose probabilities sum up to P; default: ${DEFAULT-VALUE} (all).")
  private double topP;

  @Option(
      names = "--min-p",
      defaultValue = "${bundle:judge.min_p}",
      paramLabel = "P",
      description =
          "Draw from tokens with at least P times the largest probability; default: ${DEFAULT-VALUE} (all).")
  private double minP;

  @Option(
      names = "--stop-token",
      paramLabel = "ID",
      description = "A token id that ends a completion too; may be repeated.")
  private List<Integer> stopTokens = List.of();

  @Option(
      names = "--repetition-limit",
      defaultValue = "${bundle:judge.repetition_limit}",
      paramLabel = "N",
      description =
          "Cut a completion off whose end is the same N times in succession; default: ${DEFAULT-VALUE} (never).")
  private int repeats;

  @Option(
      names = "--seed",
      defaultValue = "${bundle:judge.seed}",
      description = "Seed of the sampling; default: ${DEFAULT-VALUE}.")
  private long seed;

  long seed() {
    return seed;
  }

  Candidates candidates() {
    return new Candidates(topK, topP, minP);
  }

  Stopping stopping() {
    return new Stopping(new LinkedHashSet<>(stopTokens), repeats);
  }

  /** The given way of drawing, restricted by the options. */
  public Sampling of(Sampling sampling) {
    return sampling.among(candidates()).stopping(stopping());
  }

  /** Puts what was asked for beside what else decides the completions. */
  void describe(ObjectNode into) {
    JudgeSampling.describe(candidates(), stopping(), into);
  }
}
