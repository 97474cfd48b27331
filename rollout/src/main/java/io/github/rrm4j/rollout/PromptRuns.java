package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.Prefixes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keys and values of prompts that are needed: those that were run together in one cache, of which
 * no other copy is made.
 */
final class PromptRuns {

  /** Prompts that were run together. */
  static final class Run {
    private final NDManager manager;
    private final KvCache cache;
    private final List<Integer> requests; // by row of the cache
    private final Map<Integer, Integer> lengths = new LinkedHashMap<>(); // of those still needed

    private Run(NDManager manager, KvCache cache, Map<Integer, int[]> prompts) {
      this.manager = manager;
      this.cache = cache;
      this.requests = new ArrayList<>(prompts.keySet());
      prompts.forEach((request, prompt) -> lengths.put(request, prompt.length));
    }

    /** Their keys and values, in rows as they were added until some are released. */
    KvCache cache() {
      return cache;
    }
  }

  private final List<Run> runs = new ArrayList<>();

  /**
   * @param manager of the cache and what belongs to it, closed when no prompt is needed any more
   * @param cache with a row for each prompt, in their order
   * @param prompts by request
   */
  Run add(NDManager manager, KvCache cache, Map<Integer, int[]> prompts) {
    Run run = new Run(manager, cache, prompts);
    runs.add(run);
    return run;
  }

  /** A prompt is not needed any more. */
  void remove(Run run, int request) {
    run.lengths.remove(request);
    if (run.lengths.isEmpty()) {
      runs.remove(run);
      run.manager.close();
    }
  }

  /**
   * Gives up the rows of prompts that are not needed any more.
   *
   * @param below of runs where this share of the rows or less is needed
   */
  void release(double below) {
    for (Run run : runs) {
      int rows = run.requests.size();
      int needed = run.lengths.size();
      if (needed < rows && needed <= below * rows) {
        IntStream all = IntStream.range(0, rows);
        run.cache.select(all.filter(r -> run.lengths.containsKey(run.requests.get(r))).toArray());
        run.requests.retainAll(run.lengths.keySet());
      }
    }
  }

  /** Prompts that are held, needed or not. */
  int rows() {
    return runs.stream().mapToInt(run -> run.requests.size()).sum();
  }

  /** What keys and values take. */
  long bytes() {
    return runs.stream().mapToLong(run -> run.cache.bytes()).sum();
  }

  /** The prompts of the samples in slots. */
  List<Prefixes> prefixes(Row[] slots) {
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (int s = 0; s < slots.length; s++) {
      if (slots[s] != null) {
        places.computeIfAbsent(slots[s].request, request -> new ArrayList<>()).add(s);
      }
    }
    List<Prefixes> prefixes = new ArrayList<>();
    for (Run run : runs) {
      int[] lengths = new int[run.requests.size()];
      int[][] rows = new int[lengths.length][0];
      for (int r = 0; r < lengths.length; r++) {
        int request = run.requests.get(r);
        if (run.lengths.containsKey(request)) {
          List<Integer> its = places.getOrDefault(request, List.of());
          lengths[r] = run.lengths.get(request);
          rows[r] = its.stream().mapToInt(Integer::intValue).toArray();
        }
      }
      if (Arrays.stream(rows).anyMatch(its -> its.length > 0)) {
        prefixes.add(new Prefixes(run.cache, lengths, rows));
      }
    }
    return prefixes;
  }
}
