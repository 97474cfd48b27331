package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.Prefixes;
import io.github.rrm4j.model.TokenSampler;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs each prompt once, in chunks, and starts its samples from what it left: its keys and values.
 * Where samples copy them they are kept until the last one has a slot, where samples share them
 * until the last one has ended. What all prompts begin with is run once for all.
 */
final class Prompts {

  /** Positions of a call, which bounds its memory. */
  private static final int CHUNK = 4096;

  /** A shorter common start is not worth a call. */
  private static final int SHORTEST_SHARED = 16;

  /** Gets the first token of a sample. */
  interface Sink {
    void token(Row row, long token, float logprob);
  }

  /**
   * A prompt that was run.
   *
   * @param run what it shares with the prompts that were run with it
   * @param row which of them it was
   * @param last what its first token is drawn from: a row of this array, with the index {@code row}
   */
  private record Ready(PromptRuns.Run run, int row, NDArray last) {}

  private final TokenSampler sampler;
  private final NDManager manager;
  private final OptionalInt most;
  private final PromptRuns runs = new PromptRuns();
  private final Map<Integer, Integer> samplesLeft = new LinkedHashMap<>();
  private final Map<Integer, Ready> ready = new LinkedHashMap<>();
  private final int[] shared;
  private KvCache sharedCache;

  /**
   * @param rows all samples that will come
   * @param most prompts that are held at a time, at most, where samples share them; else empty
   * @param manager the parent of what is kept
   */
  Prompts(List<Row> rows, OptionalInt most, TokenSampler sampler, NDManager manager) {
    this.most = most;
    this.sampler = sampler;
    this.manager = manager;
    expect(rows);
    this.shared = sharedStart(rows);
  }

  /** Samples that come later than those it was made for. */
  void expect(List<Row> rows) {
    rows.forEach(row -> samplesLeft.merge(row.request, 1, Integer::sum));
  }

  /** Samples that will not be started. */
  void forget(List<Row> rows) {
    rows.forEach(row -> left(row.request));
  }

  /** A sample that was started will need its prompt no more. */
  void ended(Row row) {
    if (most.isPresent()) {
      left(row.request);
    }
  }

  /** What all prompts begin with, where it is long enough; each keeps a token of its own. */
  private static int[] sharedStart(List<Row> rows) {
    int[] first = rows.isEmpty() ? new int[0] : rows.get(0).prompt;
    int length = first.length - 1;
    boolean several = false;
    for (Row row : rows) {
      if (row.prompt != first) {
        several = true;
        int same =
            Arrays.mismatch(first, 0, Math.max(length, 0), row.prompt, 0, row.prompt.length - 1);
        length = same < 0 ? length : Math.min(length, same);
      }
    }
    return several && length >= SHORTEST_SHARED ? Arrays.copyOf(first, length) : new int[0];
  }

  /**
   * Takes the samples that can begin next: all, as far as slots are free and, where the number of
   * prompts is limited, theirs can be held.
   */
  List<Row> next(Deque<Row> waiting, int free) {
    List<Row> taken = new ArrayList<>();
    Set<Integer> fresh = new HashSet<>();
    if (most.isPresent() && most.getAsInt() < Integer.MAX_VALUE) {
      runs.release(1);
    }
    int held = runs.rows();
    while (taken.size() < free && !waiting.isEmpty()) {
      int request = waiting.element().request;
      if (!ready.containsKey(request) && fresh.add(request) && most.isPresent()) {
        if (held + fresh.size() > most.getAsInt()) {
          break;
        }
      }
      taken.add(waiting.remove());
    }
    return taken;
  }

  /**
   * Starts samples.
   *
   * @param rows the samples, whose prompts were run
   * @param places the row of the cache for each of them
   * @param cache takes the keys and values of their prompts, where they are copied
   */
  void begin(List<Row> rows, int[] places, KvCache cache, Shaping shaping, Sink sink) {
    Map<NDArray, List<Integer>> together = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      together
          .computeIfAbsent(ready.get(rows.get(i).request).last(), h -> new ArrayList<>())
          .add(i);
    }
    together.forEach(
        (last, members) -> {
          int[] from =
              members.stream().mapToInt(i -> ready.get(rows.get(i).request).row()).toArray();
          double[] uniforms = members.stream().mapToDouble(i -> rows.get(i).uniform(0)).toArray();
          if (most.isEmpty()) {
            int[] to = members.stream().mapToInt(i -> places[i]).toArray();
            int length =
                members.stream().mapToInt(i -> rows.get(i).prompt.length).max().orElseThrow();
            PromptRuns.Run run = ready.get(rows.get(members.get(0)).request).run();
            cache.take(run.cache(), from, to, length);
          }
          try (NDManager scope = manager.newSubManager()) {
            Draw draw = sampler.begin(scope, last, from, uniforms, shaping);
            for (int m = 0; m < from.length; m++) {
              sink.token(rows.get(members.get(m)), draw.tokens()[m], draw.logprobs()[m]);
            }
          }
        });
    if (most.isEmpty()) {
      rows.forEach(row -> left(row.request));
    }
  }

  private void left(int request) {
    if (samplesLeft.merge(request, -1, Integer::sum) == 0) {
      samplesLeft.remove(request);
      Ready its = ready.remove(request); // none where the prompt was never run
      if (its != null) {
        runs.remove(its.run(), request);
      }
    }
  }

  /**
   * Gives up what is held of prompts that are not needed any more, where samples share them.
   *
   * @param below of prompts that were run together, if this share of them or less is needed
   */
  void release(double below) {
    if (most.isPresent()) {
      runs.release(below);
    }
  }

  /** What keys and values of prompts take. */
  long bytes() {
    long bytes = sharedCache == null ? 0 : sharedCache.bytes();
    return bytes + runs.bytes();
  }

  /** The prompts of the samples in slots, where these share them; else none. */
  List<Prefixes> prefixes(Row[] slots) {
    return most.isPresent() ? runs.prefixes(slots) : List.of();
  }

  /** Runs the prompts among these that were not run yet. */
  void run(List<Row> rows) {
    Map<Integer, int[]> fresh = new LinkedHashMap<>();
    for (Row row : rows) {
      if (!ready.containsKey(row.request)) {
        fresh.put(row.request, row.prompt);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    List<Integer> requests = List.copyOf(fresh.keySet());
    List<int[]> prompts = List.copyOf(fresh.values());
    int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
    NDManager own = manager.newSubManager();
    KvCache cache = sampler.cache(prompts.size(), longest, own);
    PromptRuns.Run run = runs.add(own, cache, fresh);
    int from = share(cache);
    int width = Math.max(1, CHUNK / prompts.size());
    while (from < longest) {
      int to = Math.min(longest, from + width);
      NDArray last = extend(own, prompts, from, to, cache);
      for (int p = 0; p < prompts.size(); p++) {
        if (prompts.get(p).length > from && prompts.get(p).length <= to) {
          ready.put(requests.get(p), new Ready(run, p, last));
        }
      }
      from = to;
    }
  }

  /** Copies what all prompts begin with to all rows; returns its length. */
  private int share(KvCache cache) {
    if (shared.length > 0 && sharedCache == null) {
      sharedCache = sampler.cache(1, shared.length, manager);
      for (int from = 0; from < shared.length; from += CHUNK) {
        int to = Math.min(shared.length, from + CHUNK);
        try (NDManager scope = manager.newSubManager()) {
          extend(scope, List.of(shared), from, to, sharedCache);
        }
      }
    }
    if (shared.length > 0) {
      int[] to = new int[cache.rows()];
      Arrays.setAll(to, row -> row);
      cache.take(sharedCache, new int[to.length], to, shared.length);
    }
    return shared.length;
  }

  /** The positions of a chunk; a prompt that ends before is padded by its last token. */
  private NDArray extend(NDManager scope, List<int[]> prompts, int from, int to, KvCache cache) {
    List<int[]> ids = new ArrayList<>();
    int[] ends = new int[prompts.size()];
    for (int p = 0; p < ends.length; p++) {
      int[] prompt = prompts.get(p);
      int[] part = new int[to - from];
      for (int i = from; i < to; i++) {
        part[i - from] = prompt[Math.min(i, prompt.length - 1)];
      }
      ids.add(part);
      ends[p] = Math.max(0, Math.min(to, prompt.length) - 1 - from);
    }
    return sampler.extend(scope, ids, from, ends, cache);
  }
}
