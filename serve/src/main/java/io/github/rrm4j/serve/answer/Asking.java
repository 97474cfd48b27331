package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.VotePlan;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How pairs are judged: what the server was started with, where a request does not say.
 *
 * @param plan how often a pair is judged and what its judgements add up to
 * @param seed of everything that is drawn
 * @param temperature of the judgements; empty for the judge's own
 * @param thinkingBudget tokens after which thinking is ended by force; empty for the judge's own
 */
public record Asking(
    VotePlan plan, long seed, OptionalDouble temperature, OptionalInt thinkingBudget) {

  /** What a request says, over these. */
  Asking read(Fields fields, Limits limits) {
    OptionalInt budget =
        fields.integer("thinking_budget", 1, Integer.MAX_VALUE).stream()
            .mapToInt(Math::toIntExact)
            .findFirst();
    OptionalDouble warmth = fields.number("temperature", 0, 100);
    return new Asking(
        new VotePlan(
            (int) fields.integer("votes", 1, limits.votes()).orElse(plan.votes()),
            new StoppingRule(fields.number("votes_stop", 0.5, 1).orElse(plan.stop().bound())),
            fields.choice("orders", Orders.class).orElse(plan.orders()),
            fields.choice("split_votes", SplitVotes.class).orElse(plan.splits())),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(seed),
        warmth.isPresent() ? warmth : temperature,
        budget.isPresent() ? budget : thinkingBudget);
  }

  /** The same with other draws. */
  public Asking seed(long other) {
    return new Asking(plan, other, temperature, thinkingBudget);
  }

  void describe(ObjectNode into) {
    into.put("votes", plan.votes())
        .put("orders", plan.orders().word())
        .put("split_votes", plan.splits().word())
        .put("seed", seed);
    if (plan.stop().mayStop()) {
      into.put("votes_stop", plan.stop().bound());
    }
    temperature.ifPresent(value -> into.put("temperature", value));
    thinkingBudget.ifPresent(tokens -> into.put("thinking_budget", tokens));
  }
}
