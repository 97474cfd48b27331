package io.github.rrm4j.cli.scaling;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.miniature.Miniature;
import io.github.rrm4j.data.miniature.MiniatureLists;
import io.github.rrm4j.data.miniature.Slips;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.data.preparation.Thinking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a command measures on: files of the user's, or the built-in world. */
final class WorldOption {

  private static final String MINIATURE = "miniature";

  @Option(
      names = "--items",
      defaultValue = "0",
      paramLabel = "N",
      description = {
        "Only the first N items of a file; 0, the default, takes all.",
        "Of the miniature, how many are drawn: 0 takes 200 pairs or 120 lists."
      })
  private int items;

  @Option(
      names = "--miniature-seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the miniature world; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--responses",
      defaultValue = "8",
      paramLabel = "N",
      description = "Responses of a query of the miniature; default: ${DEFAULT-VALUE}.")
  private int responses;

  /** Pairs with gold, as a run prepares its held-out pairs but for the limit of a prompt. */
  List<Pair> pairs(String data) {
    check();
    if (data.equals(MINIATURE)) {
      return Miniature.generate(seed, 0, items == 0 ? 200 : items, 0, Slips.STANDARD).heldout();
    }
    Preparation.Settings rules =
        new Preparation.Settings(true, true, Optional.empty(), pair -> 0, Limit.NONE);
    List<Pair> pairs = new ArrayList<>();
    Tally tally =
        Preparation.of(Mixture.of(PairSource.of(data)), rules, Key.of(0, "evaluation"), pairs::add);
    tally.lines(data, Limit.NONE.tokens()).forEach(System.err::println);
    return first(data, pairs);
  }

  /** Queries with n responses, thinking in them left out. */
  List<ResponseList> lists(String data) {
    check();
    if (data.equals(MINIATURE)) {
      return MiniatureLists.generate(seed, items == 0 ? 120 : items, responses);
    }
    return first(
        data, ResponseList.read(Path.of(data)).stream().map(WorldOption::withoutThinking).toList());
  }

  /** What decides the items, for a file that a resumed run compares. */
  String described(String data) {
    return data.equals(MINIATURE)
        ? "miniature seed %d, items %d, responses %d".formatted(seed, items, responses)
        : "%s, items %d".formatted(Path.of(data).toAbsolutePath().normalize(), items);
  }

  private void check() {
    if (items < 0) {
      throw new InvalidInput("--items is " + items + ", must be 0 or more");
    }
  }

  private <T> List<T> first(String data, List<T> all) {
    if (all.isEmpty()) {
      throw new InvalidInput(data + ": has no item to judge, must have at least one");
    }
    return items == 0 ? all : all.subList(0, Math.min(items, all.size()));
  }

  private static ResponseList withoutThinking(ResponseList list) {
    return new ResponseList(
        list.id(),
        list.section(),
        list.query(),
        list.responses().stream().map(Thinking::removed).toList(),
        list.scores());
  }
}
