package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.Orders;
import picocli.CommandLine.Option;

/** In which order the judgements of a pool see their pairs. */
public final class OrdersOption {

  @Option(
      names = "--orders",
      defaultValue = "one",
      paramLabel = "one|half",
      description =
          "one: a coin of each pair decides; half: every other judgement sees the other order; default: ${DEFAULT-VALUE}.")
  private Orders orders;

  /**
   * The orders.
   *
   * @throws InvalidInput if a pool knows no such orders
   */
  public Orders orders() {
    if (orders == Orders.BOTH || orders == Orders.GIVEN) {
      throw InvalidInput.of(
          "--orders is %s, must be one or half (each order has half of the judgements)",
          orders.word());
    }
    return orders;
  }
}
