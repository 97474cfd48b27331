package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.PromptFits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for every comparison that the items need and that is not known yet.
 *
 * @param key what the order of presentation depends on
 * @param window showings that are judged, and written, together
 */
public record Judging(List<Item> items, Orders orders, Key key, int window) {

  /** Hears how far it is. */
  public interface Listener {

    /**
     * @param known showings that are judged
     * @param expected showings in all
     */
    void judged(long known, long expected);
  }

  public Judging {
    items = List.copyOf(items);
  }

  /** How many showings there will have been in the end. */
  public long expected() {
    long comparisons = items.stream().mapToLong(Item::expected).sum();
    return orders == Orders.BOTH ? 2 * comparisons : comparisons;
  }

  /**
   * Judges what is missing, in rounds: a tournament names its next comparisons when it knows the
   * last winners. Windows begin at the same showings whatever is known already, so that a run that
   * goes on after a kill has the batches of an unbroken one.
   *
   * @param known what is known; what is judged is added
   * @param log empty where nothing is kept
   * @return how the judge was shown the comparisons, also those that were known
   */
  public PromptFits judge(
      VerdictSource source, Verdicts known, Optional<JudgementLog> log, Listener listener)
      throws IOException {
    Map<String, PromptFit> fits = new HashMap<>();
    long total = expected();
    while (true) {
      List<PresentedPair> all = showings(known);
      check(source, all, fits);
      List<List<PresentedPair>> open = windows(all, known);
      if (open.isEmpty()) {
        return PromptFits.of(fits.values());
      }
      source.judgeAll(
          open,
          judged -> {
            if (log.isPresent()) {
              log.get().append(judged);
            }
            judged.forEach(one -> known.add(one.withoutTranscripts()));
            listener.judged(known.judged().size(), total);
          });
    }
  }

  /** The windows of all showings, without those that are known. */
  private List<List<PresentedPair>> windows(List<PresentedPair> all, Verdicts known) {
    List<List<PresentedPair>> windows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += window) {
      List<PresentedPair> open =
          all.subList(from, Math.min(all.size(), from + window)).stream()
              .filter(showing -> !known.has(showing.comparison().id(), showing.order()))
              .toList();
      if (!open.isEmpty()) {
        windows.add(open);
      }
    }
    return windows;
  }

  /** Sees that the comparisons that a round adds can be judged. */
  private static void check(
      VerdictSource source, List<PresentedPair> showings, Map<String, PromptFit> fits) {
    for (PresentedPair showing : showings) {
      fits.computeIfAbsent(showing.comparison().id(), id -> source.check(showing));
    }
  }

  /** All showings that can be named with what is known. */
  private List<PresentedPair> showings(Verdicts known) {
    List<PresentedPair> showings = new ArrayList<>();
    for (Item item : items) {
      for (Comparison comparison : item.comparisons(known)) {
        for (Order order : orders.of(key, comparison.id())) {
          showings.add(new PresentedPair(comparison, order));
        }
      }
    }
    return showings;
  }

  /**
   * The judgements of these items among recorded ones, with what the benchmark knows of their
   * comparisons.
   *
   * @param place of the recorded ones, for messages
   * @throws InvalidInput if a comparison was judged in no order
   */
  public static Verdicts recorded(List<Item> items, Verdicts recorded, String place) {
    Verdicts found = recorded.none();
    for (Item item : items) {
      for (Comparison comparison : item.comparisons(recorded)) {
        if (!recorded.has(comparison.id())) {
          throw InvalidInput.of(
              "%s: has no judgement of '%s' (subset %s), must have one of every comparison,"
                  + " complete it or leave its item out of the data",
              place, comparison.id(), comparison.subset());
        }
        for (Order order : Order.values()) {
          recorded
              .of(comparison.id(), order)
              .map(
                  judged ->
                      JudgedComparison.of(new PresentedPair(comparison, order), judged.samples())
                          .after(judged.routed()))
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }
}
