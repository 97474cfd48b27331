package io.github.rrm4j.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A loop over many items whose work is done on all cores, and whose outcome is that of a loop. */
public final class OnAllCores {

  private OnAllCores() {}

  private record Outcome<R>(Optional<R> result, Optional<RuntimeException> failure) {}

  /**
   * The results of each item, in their order.
   *
   * @param work depends on its item alone, and may be done for several at a time
   * @throws RuntimeException that of the first item that failed, as it was thrown
   */
  public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
    List<R> results = new ArrayList<>(items.size());
    for (Outcome<R> outcome : items.parallelStream().map(item -> outcome(item, work)).toList()) {
      if (outcome.failure.isPresent()) {
        throw outcome.failure.get();
      }
      results.add(outcome.result.orElseThrow());
    }
    return results;
  }

  private static <T, R> Outcome<R> outcome(T item, Function<T, R> work) {
    try {
      return new Outcome<>(Optional.of(work.apply(item)), Optional.empty());
    } catch (RuntimeException e) {
      return new Outcome<>(Optional.empty(), Optional.of(e));
    }
  }
}
