package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.TokenSampler;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs each prompt once, in chunks, and starts its samples from what it left: its keys and values
 * are kept until the last of its samples has a slot. What all prompts begin with is run once for
 * all.
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
   * @param row its row in the cache of the run
   * @param last what its first token is drawn from: a row of this array, with the index {@code row}
   */
  private record Ready(Run run, int row, NDArray last) {}

  /** Prompts that were run together. */
  private static final class Run {
    private final NDManager manager;
    private final KvCache cache;
    private int waiting;

    Run(NDManager manager, KvCache cache) {
      this.manager = manager;
      this.cache = cache;
    }
  }

  private final TokenSampler sampler;
  private final NDManager manager;
  private final Map<Integer, Integer> samplesLeft = new LinkedHashMap<>();
  private final Map<Integer, Ready> ready = new LinkedHashMap<>();
  private final int[] shared;
  private KvCache sharedCache;

  /**
   * @param rows all samples that will come
   * @param manager the parent of what is kept
   */
  Prompts(List<Row> rows, TokenSampler sampler, NDManager manager) {
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
    rows.forEach(row -> started(row.request));
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
   * Starts samples.
   *
   * @param rows the samples
   * @param places the row of the cache for each of them
   * @param cache takes the keys and values of their prompts
   */
  void begin(List<Row> rows, int[] places, KvCache cache, Shaping shaping, Sink sink) {
    run(rows);
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
          int[] to = members.stream().mapToInt(i -> places[i]).toArray();
          int length =
              members.stream().mapToInt(i -> rows.get(i).prompt.length).max().orElseThrow();
          double[] uniforms = members.stream().mapToDouble(i -> rows.get(i).uniform(0)).toArray();
          cache.take(ready.get(rows.get(members.get(0)).request).run().cache, from, to, length);
          try (NDManager scope = manager.newSubManager()) {
            Draw draw = sampler.begin(scope, last, from, uniforms, shaping);
            for (int m = 0; m < from.length; m++) {
              sink.token(rows.get(members.get(m)), draw.tokens()[m], draw.logprobs()[m]);
            }
          }
        });
    rows.forEach(row -> started(row.request));
  }

  private void started(int request) {
    if (samplesLeft.merge(request, -1, Integer::sum) == 0) {
      samplesLeft.remove(request);
      Ready its = ready.remove(request); // none where the prompt was never run
      if (its != null && --its.run().waiting == 0) {
        its.run().manager.close();
      }
    }
  }

  /** Runs the prompts among these that were not run yet. */
  private void run(List<Row> rows) {
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
    Run run = new Run(own, sampler.cache(prompts.size(), longest, own));
    run.waiting = requests.size();
    int from = share(run.cache);
    int width = Math.max(1, CHUNK / prompts.size());
    while (from < longest) {
      int to = Math.min(longest, from + width);
      NDArray last = extend(own, prompts, from, to, run.cache);
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
