package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.TokenSampler;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Completions of a model in this process. Nothing is computed until the next one is asked for, so
 * whoever takes them sets the pace.
 *
 * <p>A fixed number of slots is worked on together. A sample that ends frees its slot for the next
 * waiting one; a prompt is run once, and its samples copy its keys and values, or share them.
 */
final class LocalCompletions implements Completions {

  /** Slots are filled when this share of them is free: a prompt that is run alone is dear. */
  private static final double FILL_AT = 1.0 / 16;

  private final double shrinkBelow;
  private final Room room;
  private final IntPredicate ends;
  private final Shaping shaping;
  private final TokenListener listener;
  private final NDManager manager;
  private final TokenSampler sampler;
  private final Prompts prompts;
  private final Deque<Row> waiting;
  private final Deque<Row> done = new ArrayDeque<>();
  private final NextTokens next;
  private final Occupancy occupancy = new Occupancy();
  private Row[] slots;
  private KvCache cache;

  /**
   * @param rows all samples, those of a prompt behind one another
   * @param manager owned from now on
   */
  LocalCompletions(
      List<Row> rows,
      Room room,
      TokenSampler sampler,
      IntPredicate ends,
      Sampling sampling,
      TokenListener listener,
      RolloutLimits limits,
      NDManager manager) {
    this.ends = ends;
    this.shaping = sampling.shaping();
    this.listener = listener;
    this.manager = manager;
    this.sampler = sampler;
    this.prompts = new Prompts(rows, room.prompts(), sampler, manager);
    this.waiting = new ArrayDeque<>(rows);
    this.room = room;
    this.slots = new Row[rows.isEmpty() ? 0 : room.slots()]; // an open batch widens as it needs
    this.next = new NextTokens(sampler, sampling, limits, room, manager);
    this.shrinkBelow = next.shrinkBelow(limits.shrinkBelow());
  }

  @Override
  public Occupancy occupancy() {
    return occupancy;
  }

  @Override
  public boolean hasNext() {
    while (done.isEmpty() && open() > 0) {
      advance();
    }
    return !done.isEmpty();
  }

  /** Fills free slots and draws some tokens for each. */
  void advance() {
    long start = System.nanoTime();
    fill();
    occupancy.filled(System.nanoTime() - start);
    decode();
  }

  /** Samples that have not ended. */
  int open() {
    return waiting.size() + live();
  }

  /** Whether a completion can be taken without drawing another token. */
  boolean ready() {
    return !done.isEmpty();
  }

  /** More samples, those of a prompt behind one another. */
  void add(List<Row> rows) {
    prompts.expect(rows);
    waiting.addAll(rows);
  }

  /** Gives up the samples of a prompt that have not ended. */
  void cancel(int request) {
    List<Row> unborn = waiting.stream().filter(row -> row.request == request).toList();
    prompts.forget(unborn);
    waiting.removeAll(unborn);
    for (int s = 0; s < slots.length; s++) {
      if (slots[s] != null && slots[s].request == request) {
        prompts.ended(slots[s]);
        slots[s] = null;
      }
    }
  }

  @Override
  public Completion next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all completions were taken");
    }
    Row row = done.remove();
    return new Completion(row.request, row.sample, row.rollout());
  }

  /** What keys and values take now, in bytes. */
  long held() {
    return (cache == null ? 0 : cache.bytes()) + prompts.bytes();
  }

  private int live() {
    return (int) Arrays.stream(slots).filter(row -> row != null).count();
  }

  /** Gives free slots to waiting samples. */
  private void fill() {
    int live = live();
    int free = room.slots() - live;
    if (waiting.isEmpty()) {
      if (live <= shrinkBelow * slots.length) {
        shrink();
      }
      return;
    }
    if (free == 0 || live > 0 && free < Math.min(waiting.size(), FILL_AT * room.slots())) {
      return;
    }
    List<Row> begun = prompts.next(waiting, free);
    if (begun.isEmpty()) {
      return;
    }
    widen(live + begun.size());
    makeRoom(begun);
    int[] places = IntStream.range(0, slots.length).filter(s -> slots[s] == null).toArray();
    for (int i = 0; i < begun.size(); i++) {
      slots[places[i]] = begun.get(i);
    }
    prompts.run(begun);
    occupancy.held(held());
    prompts.begin(begun, places, cache, shaping, this::append);
    Arrays.setAll(slots, s -> slots[s] != null && slots[s].live() ? slots[s] : null);
  }

  /** A cache that holds what there is of these samples and the tokens that come next. */
  private void makeRoom(List<Row> rows) {
    int positions = rows.stream().mapToInt(room::held).max().orElseThrow();
    int wanted = next.room(positions, cache == null ? 0 : cache.time());
    if (cache == null) {
      cache = sampler.cache(slots.length, wanted, manager);
    } else if (wanted > cache.time()) {
      cache.grow(wanted);
    }
  }

  /** Slots that were given up, or never there, where so many are needed now. */
  private void widen(int needed) {
    if (needed > slots.length) {
      slots = Arrays.copyOf(slots, needed);
      if (cache != null) {
        cache.widen(slots.length);
      }
    }
  }

  private void shrink() {
    int[] used = IntStream.range(0, slots.length).filter(s -> slots[s] != null).toArray();
    if (used.length > 0) {
      cache.select(used);
      slots = IntStream.of(used).mapToObj(s -> slots[s]).toArray(Row[]::new);
    }
  }

  /** Some tokens further for each sample in a slot. */
  private void decode() {
    int live = live();
    if (live == 0) {
      return;
    }
    long start = System.nanoTime();
    int steps = next.steps(slots);
    int working = slots.length;
    makeRoom(Arrays.stream(slots).filter(row -> row != null).toList());
    prompts.release(shrinkBelow);
    occupancy.held(held());
    take(next.draw(slots, steps, cache, prompts.prefixes(slots)));
    occupancy.decoded(working, steps, live, System.nanoTime() - start);
  }

  private void take(Draw draw) {
    for (int s = 0; s < slots.length; s++) {
      for (int i = 0; i < draw.steps() && slots[s] != null; i++) {
        int at = s * draw.steps() + i;
        append(slots[s], draw.tokens()[at], draw.logprobs()[at]);
        if (!slots[s].live()) {
          slots[s] = null;
        }
      }
    }
  }

  private void append(Row row, long token, float logprob) {
    sampler.requireNumber(logprob, row.length());
    int taken = row.append((int) token, logprob, ends);
    occupancy.sampled();
    listener.token(row.request, row.sample, taken);
    if (!row.live()) {
      prompts.ended(row);
      done.add(row);
    }
  }

  @Override
  public void close() {
    next.close();
    manager.close();
  }
}
