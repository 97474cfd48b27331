package io.github.rrm4j.judging.scalar;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.preparation.ResponseEnds;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A scalar reward model: r(query, response), the value of the last token of the conversation that
 * {@link ScalarText} writes.
 *
 * <p>Source: Ouyang et al. 2022, "Training language models to follow instructions with human
 * feedback", equation 1; folders as {@code Qwen2ForSequenceClassification} of transformers with one
 * label reads and writes them.
 */
public final class ScalarJudge implements AutoCloseable {

  /** Positions that are computed together where a caller has no reason for another number. */
  public static final int USUAL_TOKENS = 16_384;

  private final LanguageModel model;
  private final ScalarText text;
  private final int tokenBudget;
  private final NDManager manager;
  private final List<AutoCloseable> owned;

  private ScalarJudge(
      ModelFolder folder, int tokenBudget, NDManager manager, List<AutoCloseable> owned) {
    this.model = folder.model();
    this.text = ScalarText.of(folder);
    this.tokenBudget = tokenBudget;
    this.manager = manager;
    this.owned = owned;
  }

  /**
   * Opens a reward model, or an adapter that makes its base one.
   *
   * @param source a folder of architecture {@code ...ForSequenceClassification}, with {@code
   *     score.weight}
   * @param tokenBudget most positions, padding included, that are computed together: the knob for
   *     memory
   * @param manager owns the weights; its device is used
   * @throws InvalidInput if the folder is no reward model, or does not fit together
   */
  public static ScalarJudge open(ModelSource source, int tokenBudget, NDManager manager) {
    ModelFolder folder = ModelFolder.open(source.asRewardModel(), manager.getDevice(), manager);
    return new ScalarJudge(folder, tokenBudget, manager, List.of(folder));
  }

  /**
   * Opens a reward model with a manager of its own.
   *
   * @throws InvalidInput if the folder is no reward model, or does not fit together
   */
  public static ScalarJudge open(ModelSpec spec) {
    spec.requireLocal();
    NDManager manager = spec.manager();
    try {
      ModelFolder folder =
          ModelFolder.open(spec.source().asRewardModel(), manager.getDevice(), manager);
      return new ScalarJudge(folder, USUAL_TOKENS, manager, List.of(folder, manager));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * A reward model that is open already and that another closes; the scores follow its weights as
   * they move.
   */
  public static ScalarJudge of(ModelFolder folder, int tokenBudget, NDManager manager) {
    return new ScalarJudge(folder, tokenBudget, manager, List.of());
  }

  /** How many weights the model has, those of an adapter apart. */
  public long parameters() {
    return model.config().parameters();
  }

  /**
   * The scores of some responses. What a score is depends on those beside it in rounding alone.
   *
   * @return r of each item, in order
   * @throws InvalidInput if a conversation has more tokens than the model has positions
   */
  public double[] scores(List<QueryResponse> items) {
    int[][] tokens = new int[items.size()][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokens(items.get(i), "response " + (i + 1));
    }
    int[] lengths = Arrays.stream(tokens).mapToInt(row -> row.length).toArray();
    int[] all = IntStream.range(0, tokens.length).toArray();
    int workers = model.workers().count();
    int budget = Math.max(1, tokenBudget / workers);
    List<int[]> batches = MicroBatches.ofLengths(lengths, all, budget).batches();
    double[] scores = new double[tokens.length];
    model
        .workers()
        .run(
            Math.min(workers, Math.max(1, batches.size())),
            worker -> {
              for (int b = worker; b < batches.size(); b += workers) {
                batch(batches.get(b), tokens, scores);
              }
              return worker;
            });
    return scores;
  }

  private void batch(int[] batch, int[][] tokens, double[] scores) {
    try (NDManager scope = manager.newSubManager()) {
      List<int[]> rows = Arrays.stream(batch).mapToObj(row -> tokens[row]).toList();
      float[] values = model.values(scope, rows);
      for (int i = 0; i < batch.length; i++) {
        scores[batch[i]] = values[i];
      }
    }
  }

  /**
   * Sees that a response can be scored.
   *
   * @param place for the message
   * @throws InvalidInput if its conversation has more tokens than the model has positions
   */
  public void check(QueryResponse item, String place) {
    tokens(item, place);
  }

  /** Whether the model has positions enough for a response with its query. */
  public boolean fits(QueryResponse item) {
    return excess(item) <= 0;
  }

  private int excess(QueryResponse item) {
    return text.tokens(item).length - model.config().maxPositions();
  }

  /**
   * A response as it can be scored: the last message of the reply loses its middle where the
   * conversation is too long.
   *
   * @return the item itself where it fits; empty where the rest of the conversation is too long
   */
  public Optional<QueryResponse> shortened(QueryResponse item) {
    if (excess(item) <= 0) {
      return Optional.of(item);
    }
    String response = item.reply().last().content();
    ResponseEnds ends = new ResponseEnds(text.tokenizer()::literalTokens);
    return ResponseEnds.fit(
        -excess(withLast(item, "")),
        room -> ends.of(response, room).map(left -> withLast(item, left)),
        this::excess);
  }

  private static QueryResponse withLast(QueryResponse item, String content) {
    return new QueryResponse(item.prompt(), item.reply().withLast(content));
  }

  private int[] tokens(QueryResponse item, String place) {
    int[] tokens = text.tokens(item);
    int most = model.config().maxPositions();
    if (tokens.length > most) {
      throw InvalidInput.of(
          "%s: has %d tokens with its query, the reward model has %d positions; shorten it, leave it out, or choose --overlong count or shorten",
          place, tokens.length, most);
    }
    return tokens;
  }

  /** Closes the model, if this opened it. */
  @Override
  public void close() {
    for (AutoCloseable each : owned) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("the reward model cannot be closed", e);
      }
    }
  }
}
