package io.github.rrm4j.cli.option;

import io.github.rrm4j.judging.pool.Asking;
import picocli.CommandLine.Option;

/** In which order pairs are shown. */
public final class OrdersOption {

  private enum Orders {
    ONE,
    BOTH
  }

  @Option(
      names = "--orders",
      defaultValue = "one",
      paramLabel = "one|both",
      description =
          "one: a coin of each pair decides; both: every other judgement sees the other order; default: ${DEFAULT-VALUE}.")
  private Orders orders;

  public Asking.Orders orders() {
    return orders == Orders.ONE ? Asking.Orders.ONE : Asking.Orders.BOTH;
  }

  /** How many judgements of a pair differ at temperature 0. */
  public int different() {
    return orders == Orders.ONE ? 1 : 2;
  }
}
