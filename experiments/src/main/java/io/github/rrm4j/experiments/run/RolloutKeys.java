package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.atMost;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.rollout.RolloutLimits;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.Stopping;
import io.github.rrm4j.trainer.TrainingPlan.Rollouts;
import io.github.rrm4j.trainer.TrainingPlan.Thinking;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The keys below {@code judge} and {@code rollout}: what is asked, how tokens are drawn and when a
 * completion ends.
 */
record RolloutKeys(JudgeSettings judge, Rollouts rollouts) {

  /** Whether steps of decoding are recorded: where that is possible, or never. */
  private enum CudaGraphs {
    AUTO,
    OFF
  }

  /** Reads both sections of the whole config. */
  static RolloutKeys read(ConfigReader config) {
    ConfigReader c = config.section("rollout");
    JudgeSettings judge = judge(config.section("judge"), sampling(c));
    RolloutLimits limits =
        new RolloutLimits(
                c.count("max_num_seqs", atLeast(1)),
                c.optionalText("kv_cache_memory")
                    .map(size -> MemorySize.read(c, "kv_cache_memory", size))
                    .orElse(Long.MAX_VALUE))
            .withCudaGraphs(c.choice("cuda_graphs", CudaGraphs.class) == CudaGraphs.AUTO);
    return new RolloutKeys(judge, new Rollouts(thinking(c, judge), limits));
  }

  private static JudgeSettings judge(ConfigReader c, Sampling sampling) {
    String name = c.text("template");
    JudgeTemplate template = template(c, name);
    Optional<Boolean> thinking = c.optionalFlag("thinking");
    c.problemIf(
        name.equals(JudgeTemplate.DIRECT) && thinking.orElse(false),
        "thinking",
        "is true, must be false or null with judge.template direct, which asks for the verdict alone");
    return new JudgeSettings(template, thinking.orElse(template.thinks()), sampling);
  }

  private static JudgeTemplate template(ConfigReader c, String name) {
    try {
      return JudgeTemplate.named(name);
    } catch (InvalidInput e) {
      c.problem("template", "cannot be used: " + e.getMessage().replace("judge.template: ", ""));
      return JudgeTemplate.named(JudgeTemplate.DIRECT);
    }
  }

  private static Sampling sampling(ConfigReader c) {
    int topK = c.count("top_k", atLeast(0));
    double topP = c.number("top_p", above(0), atMost(1));
    double minP = c.number("min_p", between(0, 1));
    int repeats = c.count("repetition_limit", atLeast(0));
    c.problemIf(repeats == 1, "repetition_limit", "is 1, must be 0 (no limit) or at least 2");
    return new Sampling(c.number("temperature", above(0)), c.count("max_new_tokens", atLeast(1)))
        .among(new Candidates(topK, topP, minP))
        .stopping(new Stopping(stopTokens(c), repeats == 1 ? 0 : repeats));
  }

  private static Set<Integer> stopTokens(ConfigReader c) {
    Set<Integer> ids = new LinkedHashSet<>();
    for (String text : c.texts("stop_token_ids")) {
      if (text.matches("\\d{1,9}")) {
        ids.add(Integer.parseInt(text));
      } else {
        c.problem("stop_token_ids", "holds " + text + ", must be a list of token ids");
      }
    }
    return ids;
  }

  private static Optional<Thinking> thinking(ConfigReader c, JudgeSettings judge) {
    Optional<Integer> budget = c.optionalCount("thinking_budget", atLeast(1));
    int verdict = c.count("verdict_tokens", atLeast(1));
    int longest = judge.sampling().maxNewTokens();
    if (budget.isPresent() && budget.get() >= longest) {
      c.problem(
          "thinking_budget",
          Text.format(
              "is %d, must leave something of rollout.max_new_tokens (%d) to the verdict",
              budget.get(), longest));
    }
    c.problemIf(
        budget.isPresent() && !judge.thinking(),
        "thinking_budget",
        "is set, must be null for a judge that does not think");
    return budget.map(tokens -> new Thinking(tokens, verdict));
  }
}
