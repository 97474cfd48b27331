package io.github.rrm4j.experiments.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureLists;
import io.github.rrm4j.miniature.Slips;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is measured on: files of the user's, or the built-in world.
 *
 * @param data a file, or {@value #MINIATURE}
 * @param items only so many, of a file a {@link StratifiedSample} by section; 0 takes all of a
 *     file, and of the miniature 200 pairs or 120 lists
 * @param seed of the miniature
 * @param sampleSeed of the items that are taken of a file
 * @param responses of a query of the miniature
 */
public record EvaluationData(String data, int items, long seed, long sampleSeed, int responses) {

  /** The word for the built-in world. */
  public static final String MINIATURE = "miniature";

  /** Pairs with gold, as a run prepares its held-out pairs but for the limit of a prompt. */
  public List<Pair> pairs() {
    if (file().isEmpty()) {
      return Miniature.generate(seed, 0, items == 0 ? 200 : items, 0, Slips.STANDARD).heldout();
    }
    Preparation.Settings rules =
        new Preparation.Settings(true, true, Optional.empty(), pair -> 0, Limit.NONE);
    List<Pair> pairs = new ArrayList<>();
    Tally tally =
        Preparation.of(Mixture.of(PairSource.of(data)), rules, Key.of(0, "evaluation"), pairs::add);
    tally.lines(data, Limit.NONE.tokens()).forEach(System.err::println);
    return some(pairs, Pair::section, "pairs");
  }

  /** Queries with n responses, thinking in them left out. */
  public List<ResponseList> lists() {
    if (file().isEmpty()) {
      return MiniatureLists.generate(seed, items == 0 ? 120 : items, responses);
    }
    List<ResponseList> lists =
        ResponseList.read(Path.of(data)).stream().map(EvaluationData::withoutThinking).toList();
    return some(lists, ResponseList::section, "queries");
  }

  /**
   * Those of some lists whose scores differ.
   *
   * @throws InvalidInput if there is none
   */
  public List<ResponseList> graded(List<ResponseList> lists) {
    List<ResponseList> graded = lists.stream().filter(ResponseList::graded).toList();
    if (graded.isEmpty()) {
      throw new InvalidInput(
          data + ": has no query with different scores, must have one; add scores");
    }
    return graded;
  }

  /** The user's file; empty for the miniature. */
  public Optional<String> file() {
    return data.equals(MINIATURE) ? Optional.empty() : Optional.of(data);
  }

  /** What decides the items, for a file that a resumed run compares. */
  public String described() {
    return file().isEmpty()
        ? Text.format("miniature seed %d, items %d, responses %d", seed, items, responses)
        : Text.format(
            "%s, items %d%s",
            Path.of(data).toAbsolutePath().normalize(),
            items,
            items == 0 ? "" : " " + StratifiedSample.described("section", sampleSeed));
  }

  /** Writes what the items are into the settings of a result, a file also by its contents. */
  public ObjectNode describe(ObjectNode settings) {
    file().ifPresent(file -> settings.put("data_sha256", DataDigest.of(file)));
    return settings.put("data", described());
  }

  private <T> List<T> some(List<T> all, Function<T, String> section, String noun) {
    if (all.isEmpty()) {
      throw new InvalidInput(data + ": has no item to judge, must have at least one");
    }
    if (items == 0) {
      return all;
    }
    StratifiedSample<T> sample = StratifiedSample.of(all, section, items, sampleSeed);
    sample.line(data, noun, "section").ifPresent(System.err::println);
    return sample.items();
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
