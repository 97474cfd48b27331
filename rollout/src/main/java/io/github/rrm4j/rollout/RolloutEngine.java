package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LanguageModel.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Draws completions in batches: one prefill per prompt, then token by token with a KV cache. */
public final class RolloutEngine {

  /** A batch is compacted when this share of its rows, or less, has not ended. */
  private static final double COMPACT_BELOW = 0.8;

  /** Hears each token as it comes. */
  public interface Listener {

    /**
     * @param request index of the prompt
     * @param sample index of the sample
     * @param token its id
     */
    void token(int request, int sample, int token);
  }

  private final LanguageModel model;
  private final IntPredicate ends;
  private final int rowLimit;
  private final NDManager manager;

  /**
   * @param ends whether a token id ends a sequence
   * @param rowLimit most sequences generated together
   * @param manager the parent of what lives during a rollout
   */
  public RolloutEngine(LanguageModel model, IntPredicate ends, int rowLimit, NDManager manager) {
    this.model = model;
    this.ends = ends;
    this.rowLimit = rowLimit;
    this.manager = manager;
  }

  /**
   * @param requests the prompts
   * @param samples G, completions of each prompt
   * @return for each request its samples, in order
   * @throws InvalidInput if a prompt and its completion may be longer than the model's positions
   */
  public List<List<Rollout>> generate(List<Request> requests, int samples, Sampling sampling) {
    return generate(requests, samples, sampling, (request, sample, token) -> {});
  }

  /** The same, with each token told as it comes, forced ones too. */
  public List<List<Rollout>> generate(
      List<Request> requests, int samples, Sampling sampling, Listener listener) {
    List<Row> rows = new ArrayList<>();
    for (int request = 0; request < requests.size(); request++) {
      for (int sample = 0; sample < samples; sample++) {
        rows.add(new Row(requests.get(request), request, sample, sampling));
      }
    }
    for (int from = 0; from < rows.size(); from += rowLimit) {
      List<Row> batch = rows.subList(from, Math.min(rows.size(), from + rowLimit));
      try (NDManager scope = manager.newSubManager()) {
        generate(batch, sampling, scope, listener);
      }
    }
    List<List<Rollout>> groups = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += samples) {
      groups.add(rows.subList(from, from + samples).stream().map(Row::rollout).toList());
    }
    return groups;
  }

  /** The most tokens that a prompt may have. */
  public int longestPrompt(Sampling sampling) {
    return model.config().maxPositions() - sampling.maxNewTokens();
  }

  private void generate(List<Row> rows, Sampling sampling, NDManager scope, Listener listener) {
    double temperature = sampling.temperature();
    int firstRequest = rows.get(0).request; // rows are in the order of their requests
    int[] owner = rows.stream().mapToInt(row -> row.request - firstRequest).toArray();
    List<int[]> prompts = new ArrayList<>();
    for (Row row : rows) {
      if (row.request - firstRequest == prompts.size()) {
        prompts.add(row.prompt);
      }
    }
    int time = positions(prompts, sampling);
    KvCache cache = model.cache(rows.size(), time, scope);
    List<Row> inCache = rows;
    Draw draw;
    try (NDManager step = scope.newSubManager()) {
      draw = model.prefill(step, prompts, owner, uniforms(rows), temperature, cache);
    }
    while (append(inCache, draw, listener)) {
      int[] live = live(inCache);
      if (live.length <= COMPACT_BELOW * inCache.size()) {
        cache = cache.select(live);
        List<Row> before = inCache;
        inCache = new ArrayList<>();
        for (int index : live) {
          inCache.add(before.get(index));
        }
      }
      long[] tokens = inCache.stream().mapToLong(Row::lastToken).toArray();
      long[] positions = inCache.stream().mapToLong(Row::lastPosition).toArray();
      try (NDManager step = scope.newSubManager()) {
        draw = model.decode(step, tokens, positions, uniforms(inCache), temperature, cache);
      }
    }
  }

  private int positions(List<int[]> prompts, Sampling sampling) {
    int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
    int time = longest + sampling.maxNewTokens();
    if (time > model.config().maxPositions()) {
      throw new InvalidInput(
          "rollout: the longest prompt and %d new tokens take %d positions, the model has %d; lower rollout.max_new_tokens or data.max_prompt_tokens"
              .formatted(sampling.maxNewTokens(), time, model.config().maxPositions()));
    }
    return time;
  }

  /** Gives each row that has not ended its token; whether any row goes on. */
  private boolean append(List<Row> rows, Draw draw, Listener listener) {
    boolean any = false;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.live()) {
        int token = row.append((int) draw.tokens()[i], draw.logprobs()[i], ends);
        listener.token(row.request, row.sample, token);
        any |= row.live();
      }
    }
    return any;
  }

  private static int[] live(List<Row> rows) {
    List<Integer> live = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).live()) {
        live.add(i);
      }
    }
    return live.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] uniforms(List<Row> rows) {
    return rows.stream().mapToDouble(Row::uniform).toArray();
  }
}
