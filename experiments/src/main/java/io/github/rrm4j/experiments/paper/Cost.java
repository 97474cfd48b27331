package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.contracts.Text;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the sampling of a piece costs.
 *
 * @param judgements of judges, forced verdicts among them
 * @param replies of policies
 * @param tokens that are generated for both, by {@link Estimate}
 * @param uncounted what is not counted, in words
 */
public record Cost(long judgements, long replies, double tokens, List<String> uncounted) {

  static final Cost NONE = new Cost(0, 0, 0, List.of());

  static Cost uncounted(String what) {
    return new Cost(0, 0, 0, List.of(what));
  }

  /** Judgements of so many tokens. */
  static Cost ofJudgements(long judgements, double tokensOfEach) {
    return new Cost(judgements, 0, judgements * tokensOfEach, List.of());
  }

  /** Replies of so many tokens. */
  static Cost ofReplies(long replies, double tokensOfEach) {
    return new Cost(0, replies, replies * tokensOfEach, List.of());
  }

  Cost plus(Cost other) {
    return new Cost(
        judgements + other.judgements,
        replies + other.replies,
        tokens + other.tokens,
        Stream.concat(uncounted.stream(), other.uncounted.stream()).toList());
  }

  /** It in words, after a comma each; nothing where it costs nothing. */
  String described(Estimate estimate) {
    StringBuilder text = new StringBuilder();
    if (judgements > 0) {
      text.append(Text.format(", %,d judgements", judgements));
    }
    if (replies > 0) {
      text.append(Text.format(", %,d replies", replies));
    }
    if (tokens > 0) {
      text.append(
          Text.format(", %,.1f M tokens, %,.1f hours", tokens / 1e6, estimate.hours(tokens)));
    }
    uncounted.forEach(what -> text.append("; not counted: ").append(what));
    return text.toString();
  }
}
