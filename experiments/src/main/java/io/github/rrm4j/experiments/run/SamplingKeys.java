package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.atMost;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Stopping;
import java.util.LinkedHashSet;
import java.util.Set;

/** The keys below {@code rollout} that say how tokens are drawn and when a completion ends. */
final class SamplingKeys {

  private SamplingKeys() {}

  static Sampling read(ConfigReader c) {
    int topK = c.count("top_k", atLeast(0));
    double topP = c.number("top_p", above(0), atMost(1));
    double minP = c.number("min_p", between(0, 1));
    int repeats = c.count("repetition_limit", atLeast(0));
    if (repeats == 1) {
      c.problem("repetition_limit", "is 1, must be 0 (no limit) or at least 2");
    }
    return new Sampling(c.number("temperature", above(0)), c.count("max_new_tokens", atLeast(1)))
        .among(new Candidates(topK, topP > 0 && topP <= 1 ? topP : 1, minP))
        .stopping(new Stopping(tokens(c), repeats == 1 ? 0 : repeats));
  }

  private static Set<Integer> tokens(ConfigReader c) {
    Set<Integer> ids = new LinkedHashSet<>();
    for (String text : c.texts("stop_tokens")) {
      if (text.matches("\\d{1,9}")) {
        ids.add(Integer.parseInt(text));
      } else {
        c.problem("stop_tokens", "holds " + text + ", must be a list of token ids");
      }
    }
    return ids;
  }
}
