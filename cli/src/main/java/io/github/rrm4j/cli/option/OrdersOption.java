package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.Orders;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In which order the judgements of a pool see their pairs. */
public final class OrdersOption {

  @Option(
      names = "--orders",
      paramLabel = "one|half",
      completionCandidates = Choices.OfPoolOrders.class,
      description =
          "one: a coin of each pair decides; half: every other judgement sees the other order; default: one, of a benchmark that is judged in both orders half.")
  private Optional<Orders> given = Optional.empty();

  /**
   * The orders.
   *
   * @param benchmark that the data is of, if it is of any
   * @throws InvalidInput if a pool knows no such orders
   */
  public Orders orders(Optional<String> benchmark) {
    boolean both =
        benchmark.map(name -> Benchmarks.named(name).info().orders() == Orders.BOTH).orElse(false);
    Orders orders = given.orElse(both ? Orders.HALF : Orders.ONE);
    if (orders == Orders.BOTH || orders == Orders.GIVEN) {
      throw InvalidInput.of(
          "--orders is %s, must be one or half (each order has half of the judgements)",
          orders.word());
    }
    return orders;
  }
}
