package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes run folders that look like those of a training that went well. */
public final class SyntheticRun {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] SECTIONS = {"arithmetic", "comparison", "counting", "sorting"};
  private static final Key KEY = Key.of(1, "synthetic run");

  private final Path folder;

  public SyntheticRun(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** All four files. */
  public SyntheticRun complete() {
    return config().sft(300).grpo(120);
  }

  public SyntheticRun config() {
    return line(
        "config.yaml",
        """
        name: quickstart
        seed: 7
        grpo:
          group_size: 8         # G
          clip_range: 0.2       # epsilon
          advantages: group_std
        """
            .stripTrailing());
  }

  public SyntheticRun sft(int steps) {
    for (int step = 1; step <= steps; step++) {
      ObjectNode line = JSON.createObjectNode().put("step", step).put("stage", "sft");
      line.put("loss", 0.2 + 2 * Math.exp(-step / 40.0) + noise(step, 0.03));
      line.put("grad_norm", 1 + noise(step, 0.2)).put("lr", 1e-3 * (1 - step / (steps + 1.0)));
      line.put("note", "not a number");
      line("metrics.jsonl", line.toString());
    }
    return this;
  }

  public SyntheticRun grpo(int steps) {
    for (int step = 0; step <= steps; step++) {
      double skill = 1 - 0.35 * Math.exp(-step / 30.0);
      if (step > 0) {
        grpoStep(step, skill);
      }
      if (step % 20 == 0) {
        evaluation(step, "greedy", Math.min(1, skill + 0.05));
        evaluation(step, "sampled", skill);
      }
    }
    return this;
  }

  public SyntheticRun line(String file, String line) {
    try {
      Files.writeString(
          folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void grpoStep(int step, double skill) {
    double accuracy = Math.max(0, Math.min(1, skill + noise(step, 0.04)));
    ObjectNode line = JSON.createObjectNode().put("step", step).put("stage", "grpo");
    line.put("reward/accuracy", accuracy).put("reward/mean", 2 * accuracy - 1);
    line.put("loss", noise(step, 0.01)).put("grad_norm", 0.4 + noise(step, 0.1));
    line.put("kl/mean", 0.02 * step / 120 + Math.abs(noise(step, 0.001)));
    line.put("len/thinking_mean", 40 + step / 8.0 + noise(step, 1));
    line.put("verdict/malformed_frac", Math.max(0, 0.03 - step / 3000.0));
    line.put("verdict/truncated_frac", Math.max(0, 0.01 - step / 9000.0));
    line.put("logprob_diff/mean", 1e-6).put("logprob_diff/max", 2e-5 + Math.abs(noise(step, 1e-5)));
    line.put("policy/entropy", 0.3 - step / 1000.0).put("policy/clip_frac", 0.001).put("lr", 6e-5);
    line("metrics.jsonl", line.toString());
    for (int sample = 0; sample < 2; sample++) {
      rollout(step, sample, KEY.with("skill").with(step).uniform(sample) < skill);
    }
  }

  private void rollout(int step, int sample, boolean right) {
    String outcome = step % 29 == 0 ? "malformed" : right ? "correct" : "wrong";
    double reward = outcome.equals("correct") ? 1 : -1;
    ObjectNode line = JSON.createObjectNode().put("step", step);
    line.put(
        "prompt",
        "Judge the two answers.\n\n## Query\nHow many 'r' in <strawberry>?\n\n### Assistant 1\n3\n\n"
            + "### Assistant 2\n2");
    line.put(
        "completion",
        "<think>\ns t r a w b e r r y: r at 3, 8, 9 = 3. 1: 3 yes. 2: 2 no.\n</think>\n\n"
            + (outcome.equals("malformed")
                ? "Both."
                : "\\boxed{Assistant " + (right ? 1 : 2) + "}"));
    line.put("verdict", outcome.equals("malformed") ? "MALFORMED" : right ? "FIRST" : "SECOND");
    line.put("gold", "FIRST").put("outcome", outcome).put("reward", reward);
    line.putObject("parts").put("verdict", reward + 0.1).put("length", -0.1);
    line.put("reason", "The judge chose " + (right ? "the gold" : "the other") + " response.");
    line.put("advantage", reward * 0.7).put("thinking_tokens", 40 + sample);
    line.put("section", SECTIONS[step % 4]);
    line("rollouts.jsonl", line.toString());
  }

  private void evaluation(int step, String mode, double skill) {
    ObjectNode line = JSON.createObjectNode().put("step", step).put("stage", "grpo");
    line.put("name", "heldout").put("mode", mode);
    share(line, 400, skill, "accuracy_low", "accuracy_high");
    line.put("swap_consistency", skill).put("position_bias", 0.02 - step / 10_000.0);
    line.put("malformed_frac", 0.004).put("truncated_frac", 0).put("thinking_mean", 41.5);
    ObjectNode sections = line.putObject("sections");
    for (int i = 0; i < SECTIONS.length; i++) {
      ObjectNode section = sections.putObject(SECTIONS[i]).put("thinking_mean", 20 + 15.2 * i);
      share(section, 100, Math.max(0, skill - 0.03 * i), "low", "high");
    }
    line("evaluations.jsonl", line.toString());
  }

  private static void share(ObjectNode line, int n, double skill, String low, String high) {
    Proportion accuracy = new Proportion(Math.round(skill * n), n);
    Interval interval = accuracy.wilson(0.95);
    line.put("accuracy", accuracy.rate()).put("n", n);
    line.put(low, interval.lower()).put(high, interval.upper());
  }

  private static double noise(int step, double size) {
    return size * KEY.gaussian(step);
  }
}
