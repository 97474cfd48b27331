package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.rewards.SplitVotes;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How pairs are judged: what the server was started with, where a request does not say.
 *
 * @param votes judgements of a pair, of each order where both are shown
 * @param orders in which orders a pair is shown
 * @param splits how as many votes for the one response as for the other are decided
 * @param seed of everything that is drawn
 * @param temperature of the judgements; empty for the judge's own
 * @param thinkingBudget tokens after which thinking is ended by force; empty for the judge's own
 */
public record Asking(
    int votes,
    Orders orders,
    SplitVotes splits,
    long seed,
    OptionalDouble temperature,
    OptionalInt thinkingBudget) {

  /** What a request says, over these. */
  Asking read(Fields fields, Limits limits) {
    OptionalInt budget =
        fields.integer("thinking_budget", 1, Integer.MAX_VALUE).stream()
            .mapToInt(Math::toIntExact)
            .findFirst();
    OptionalDouble warmth = fields.number("temperature", 0, 100);
    return new Asking(
        (int) fields.integer("votes", 1, limits.votes()).orElse(votes),
        fields.choice("orders", Orders.class).orElse(orders),
        fields.choice("split_votes", SplitVotes.class).orElse(splits),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(seed),
        warmth.isPresent() ? warmth : temperature,
        budget.isPresent() ? budget : thinkingBudget);
  }

  /** The same with other draws. */
  public Asking seed(long other) {
    return new Asking(votes, orders, splits, other, temperature, thinkingBudget);
  }

  void describe(ObjectNode into) {
    into.put("votes", votes)
        .put("orders", orders.word())
        .put("split_votes", splits.word())
        .put("seed", seed);
    temperature.ifPresent(value -> into.put("temperature", value));
    thinkingBudget.ifPresent(tokens -> into.put("thinking_budget", tokens));
  }
}
