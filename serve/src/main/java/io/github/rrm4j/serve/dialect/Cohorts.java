package io.github.rrm4j.serve.dialect;

import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.serve.answer.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Samples of one prompt that come one at a time, gathered until there are enough or a time has
 * passed, then compared with each other.
 *
 * <ul>
 *   <li>A cohort is judged when it has {@link #size} samples, or {@link #patience} after its first
 *       one if it has at least two. One alone is refused: there is nothing to compare it with.
 *   <li>A sample that is sent again while its cohort is judged, or up to {@link #patience}
 *       afterwards, gets the reward of that cohort: its caller has not heard the answer. A sample
 *       that has an index of its own is also known in a cohort that is still open.
 *   <li>The samples are sorted before they are compared, so that the rewards do not depend on the
 *       order in which they came.
 *   <li>What waits is bounded by the places of the queue, since each sample has one.
 * </ul>
 */
public final class Cohorts {

  private final int size;
  private final Duration patience;
  private final Map<Object, List<Cohort>> cohorts = new HashMap<>();

  /** Cohorts that were judged with all their samples. */
  public final LongAdder whole = new LongAdder();

  /** Cohorts that were judged with fewer. */
  public final LongAdder partial = new LongAdder();

  /** Samples that were alone. */
  public final LongAdder alone = new LongAdder();

  /**
   * @param size samples of a prompt
   * @param patience how long a cohort waits for the others
   */
  public Cohorts(int size, Duration patience) {
    this.size = size;
    this.patience = patience;
  }

  /**
   * @param index names a sample of the prompt; empty where its caller gives none
   */
  private record Sample(String response, Optional<Long> index) {}

  private static final class Cohort {
    final List<Sample> samples = new ArrayList<>();
    final Deadline open;
    Deadline remembered; // once it is judged
    boolean closed;
    List<Double> rewards; // in the order of the samples
    RuntimeException failure;

    Cohort(Deadline open) {
      this.open = open;
    }

    boolean over() {
      return rewards != null || failure != null;
    }
  }

  /**
   * The reward of a sample among the others of its prompt.
   *
   * @param key what is one prompt to the caller
   * @param caller who waits; its thread may judge for the others
   * @throws Refusal if no other one came, the deadline passed, or no verdict can be read
   */
  double reward(
      Object key, Conversation prompt, String response, Optional<Long> index, Caller caller) {
    Sample sample = new Sample(response, index);
    Place place = place(key, sample);
    try {
      if (gathered(place.cohort(), caller.deadline())) {
        judge(place.cohort(), prompt, caller);
      }
      return told(place.cohort(), place.number(), caller.deadline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("stopping", "the server is being stopped");
    }
  }

  private record Place(Cohort cohort, int number) {}

  /** Where a sample is, or is put. */
  private synchronized Place place(Object key, Sample sample) {
    forget();
    List<Cohort> own = cohorts.computeIfAbsent(key, k -> new ArrayList<>());
    Cohort cohort = known(own, sample).orElseGet(() -> open(own));
    int known = cohort.samples.indexOf(sample);
    if (known >= 0 && (cohort.closed || sample.index().isPresent())) {
      return new Place(cohort, known);
    }
    cohort.samples.add(sample);
    notifyAll();
    return new Place(cohort, cohort.samples.size() - 1);
  }

  /** A closed cohort that has the sample, or an open one that has its index. */
  private static Optional<Cohort> known(List<Cohort> own, Sample sample) {
    return own.stream()
        .filter(c -> c.failure == null)
        .filter(c -> c.closed || sample.index().isPresent())
        .filter(c -> c.samples.contains(sample))
        .findFirst();
  }

  private Cohort open(List<Cohort> own) {
    Optional<Cohort> open =
        own.stream().filter(c -> !c.closed && c.samples.size() < size).findFirst();
    if (open.isPresent()) {
      return open.get();
    }
    Cohort fresh = new Cohort(Deadline.in(patience));
    own.add(fresh);
    return fresh;
  }

  private void forget() {
    Iterator<List<Cohort>> each = cohorts.values().iterator();
    while (each.hasNext()) {
      List<Cohort> own = each.next();
      own.removeIf(c -> c.failure != null || c.remembered != null && c.remembered.passed());
      if (own.isEmpty()) {
        each.remove();
      }
    }
  }

  /** Waits until the cohort is judged by somebody, or this caller has to do it. */
  private synchronized boolean gathered(Cohort cohort, Deadline deadline)
      throws InterruptedException {
    while (!cohort.closed) {
      if (cohort.samples.size() >= size || cohort.open.passed()) {
        cohort.closed = true;
        notifyAll();
        return true;
      }
      wait(millis(Math.min(cohort.open.left(), deadline.left())));
      if (deadline.passed()) {
        throw Refusal.unavailable("deadline", "the deadline passed before the cohort was there");
      }
    }
    return false;
  }

  private void judge(Cohort cohort, Conversation prompt, Caller caller) {
    List<Double> rewards = null;
    RuntimeException failure = null;
    try {
      rewards = compared(cohort, prompt, caller);
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      synchronized (this) {
        cohort.rewards = rewards;
        cohort.failure =
            rewards == null && failure == null
                ? Refusal.unavailable("internal", "the cohort could not be judged")
                : failure;
        cohort.remembered = Deadline.in(patience);
        notifyAll();
      }
    }
  }

  private List<Double> compared(Cohort cohort, Conversation prompt, Caller caller) {
    List<Sample> samples = cohort.samples; // nobody adds to a closed one
    if (samples.size() < 2) {
      alone.increment();
      throw Refusal.unavailable(
          "cohort_incomplete",
          "no other sample of this prompt came within "
              + patience.toSeconds()
              + " seconds (--cohort-seconds), one alone cannot be compared");
    }
    (samples.size() < size ? partial : whole).increment();
    List<Integer> order =
        IntStream.range(0, samples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> samples.get(i).response()))
            .toList();
    List<Double> sorted =
        caller.rewards(prompt, order.stream().map(i -> samples.get(i).response()).toList());
    Double[] rewards = new Double[samples.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[order.get(i)] = sorted.get(i);
    }
    return List.of(rewards);
  }

  private synchronized double told(Cohort cohort, int place, Deadline deadline)
      throws InterruptedException {
    while (!cohort.over()) {
      if (deadline.passed()) {
        throw Refusal.unavailable("deadline", "the deadline passed before the cohort was judged");
      }
      wait(millis(deadline.left()));
    }
    if (cohort.failure != null) {
      throw cohort.failure;
    }
    return cohort.rewards.get(place);
  }

  private static long millis(long nanos) {
    return Math.max(1, Math.min(1000, nanos / 1_000_000));
  }
}
