package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.Rule;
import io.github.rrm4j.trainer.grpo.Watch;
import io.github.rrm4j.trainer.grpo.Watch.Side;
import io.github.rrm4j.trainer.grpo.Watch.Threshold;
import java.util.ArrayList;
import java.util.List;

/** The keys below {@code watch}. */
final class WatchKeys {

  enum OnAlarm {
    WARN,
    STOP
  }

  private record Watched(String key, String metric, Side side, Rule range) {}

  private static final List<Watched> WATCHED =
      List.of(
          new Watched("constant_reward", "group/no_signal_frac", Side.ABOVE, between(0, 1)),
          new Watched("all_right", "group/all_right_frac", Side.ABOVE, between(0, 1)),
          new Watched("all_wrong", "group/all_wrong_frac", Side.ABOVE, between(0, 1)),
          new Watched("mixed", "group/mixed_frac", Side.BELOW, between(0, 1)),
          new Watched("right_minus_wrong", "len/right_minus_wrong", Side.FAR, above(0)),
          new Watched("length_reward", "len/reward_correlation", Side.FAR, between(0, 1)),
          new Watched("repeated", "text/repeated_frac", Side.ABOVE, between(0, 1)),
          new Watched("entropy", "policy/entropy", Side.BELOW, above(0)),
          new Watched("kl", "kl/mean", Side.ABOVE, above(0)),
          new Watched("position_bias", "verdict/position_bias", Side.FAR, between(0, 1)),
          new Watched("malformed", "verdict/malformed_frac", Side.ABOVE, between(0, 1)),
          new Watched("truncated", "verdict/truncated_frac", Side.ABOVE, between(0, 1)));

  private WatchKeys() {}

  static Watch read(ConfigReader c) {
    List<Threshold> thresholds = new ArrayList<>();
    for (Watched watched : WATCHED) {
      c.optionalNumber(watched.key(), watched.range())
          .ifPresent(
              limit ->
                  thresholds.add(
                      new Threshold(watched.key(), watched.metric(), watched.side(), limit)));
    }
    return new Watch(
        thresholds,
        c.choice("on_alarm", OnAlarm.class) == OnAlarm.STOP,
        c.count("ngram", atLeast(2)));
  }
}
