package io.github.rrm4j.experiments.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One benchmark that a judge is to be measured on.
 *
 * @param data the owners' files; may be empty for a benchmark that makes its own
 * @param votes k, how many are drawn; the most where they may stop
 * @param stop when fewer votes on a comparison in an order are enough
 * @param shown numbers of votes that voting@ is told of, all from the same judgements; empty for
 *     the powers of two. No judgement depends on it
 * @param splits how split votes are decided
 * @param orders empty for those of the benchmark
 * @param limit only so many items, a {@link StratifiedSample} by subset
 * @param judgements verdicts that were made elsewhere, which are scored in the place of a judge's
 */
public record Task(
    String name,
    Optional<String> data,
    int votes,
    StoppingRule stop,
    List<Integer> shown,
    SplitVotes splits,
    Optional<Orders> orders,
    Optional<Integer> limit,
    Optional<Path> judgements) {

  /**
   * @throws InvalidInput if the benchmark is not known, has no data, or a number is too small
   */
  public Task {
    Benchmark benchmark = Benchmarks.named(name);
    if (data.isEmpty() && !benchmark.makesItsOwn()) {
      throw InvalidInput.of(
          "benchmark %s: has no data, must have the files of its owners; add --input", name);
    }
    shown = List.copyOf(shown);
    if (votes < 1 || shown.stream().anyMatch(some -> some < 1)) {
      int least = shown.stream().reduce(votes, Math::min);
      throw new InvalidInput("votes: there are " + least + ", must be at least 1");
    }
    if (stop.mayStop() && !shown.isEmpty()) {
      throw InvalidInput.of(
          "votes: several numbers are asked for (%s), must be one with votes that stop, which are"
              + " no sample of fewer; leave out --votes-stop (votes_stop) or give one number",
          shown);
    }
    if (orders.equals(Optional.of(Orders.GIVEN)) || orders.equals(Optional.of(Orders.HALF))) {
      throw InvalidInput.of("orders: is %s, must be one or both", orders.orElseThrow().word());
    }
    if (limit.isPresent() && limit.get() < 1) {
      throw new InvalidInput("--limit is " + limit.get() + ", must be at least 1");
    }
  }

  /** The same with another rule for split votes. */
  public Task splits(SplitVotes rule) {
    return new Task(name, data, votes, stop, shown, rule, orders, limit, judgements);
  }

  /** The same with other numbers of votes that voting@ is told of. */
  public Task showing(List<Integer> others) {
    return new Task(name, data, votes, stop, others, splits, orders, limit, judgements);
  }

  Benchmark benchmark() {
    return Benchmarks.named(name);
  }

  /** The orders in which each comparison is shown. */
  public Orders shownIn() {
    return orders.orElseGet(() -> benchmark().info().orders());
  }

  /**
   * Writes what the judgements depend on into an object.
   *
   * @param seed of the items that are taken
   */
  void describe(ObjectNode settings, long seed) {
    settings
        .put("benchmark", name)
        .put("data", data.map(Task::absolute).orElse("its own"))
        .put("items", limit.map(String::valueOf).orElse("all"))
        .put("votes", votes)
        .put("split_votes", splits.word())
        .put("orders", Word.of(shownIn()));
    if (stop.mayStop()) {
      settings.put("votes_stop", stop.bound());
    }
    if (limit.isPresent()) {
      settings.put("sample", StratifiedSample.described("subset", seed));
    }
    data.ifPresent(path -> settings.put("data_sha256", DataDigest.of(path)));
    judgements.ifPresent(
        file -> settings.put("judgements", file.toAbsolutePath().normalize().toString()));
  }

  /** A glob is no path, but may begin as one. */
  private static String absolute(String path) {
    return Path.of("").toAbsolutePath().resolve(path).normalize().toString();
  }
}
