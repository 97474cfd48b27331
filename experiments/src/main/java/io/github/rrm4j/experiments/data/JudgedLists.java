package io.github.rrm4j.experiments.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.item.KnockoutItem;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Queries with n responses that are told apart by their scores: of a file, of the built-in world,
 * or the questions of a benchmark that has them.
 *
 * @param world the files and how many queries of them; of a benchmark a sample in proportion to its
 *     subsets
 * @param benchmark its name; empty for lists
 * @param responses the first so many of each query; empty for all
 */
public record JudgedLists(
    EvaluationData world, Optional<String> benchmark, Optional<Integer> responses) {

  public String data() {
    return world.data();
  }

  /**
   * The queries.
   *
   * @param notes is told how many have responses with one score alone, which are left out
   * @throws InvalidInput if none is left
   */
  public List<ResponseList> load(Consumer<String> notes) {
    List<ResponseList> read = benchmark.isPresent() ? questions(notes) : world.lists();
    List<ResponseList> cut =
        read.stream().map(list -> responses.map(list::first).orElse(list)).toList();
    List<ResponseList> graded = world.graded(cut);
    if (graded.size() < cut.size()) {
      notes.accept(
          Text.format(
              "%s: %d of %d queries have responses with one score alone, left out",
              data(), cut.size() - graded.size(), cut.size()));
    }
    return graded;
  }

  private List<ResponseList> questions(Consumer<String> notes) {
    List<Item> items =
        Benchmarks.named(benchmark.orElseThrow()).read(world.file().orElse(""), notes);
    List<ResponseList> lists = new ArrayList<>();
    for (Item item : JudgedPairs.sample(items, world)) {
      if (!(item instanceof KnockoutItem question)) {
        throw InvalidInput.of(
            "benchmark %s: has no queries with many responses, must be ppe-best-of-k for a tournament",
            benchmark.orElseThrow());
      }
      lists.add(
          new ResponseList(
              question.id(),
              question.subset(),
              question.query(),
              question.responses(),
              Optional.of(question.right().stream().map(right -> right ? 1.0 : 0.0).toList())));
    }
    return lists;
  }

  /** What decides the queries, as an input of a piece. */
  public String described() {
    return benchmark.map(name -> name + " of ").orElse("")
        + world.described()
        + responses.map(first -> ", the first " + first + " responses").orElse("");
  }
}
