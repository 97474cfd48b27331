package io.github.rrm4j.trainer.dpo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.optimizer.WeightUpdate;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Direct preference optimization of a policy on pairs: likelier chosen responses, unlikelier
 * rejected ones, held to a reference.
 *
 * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization". A step has two passes, one for
 * the margins and one for the gradient: {@link PreferenceBatch}.
 *
 * @param heldout pairs that are measured and never trained on
 * @param epochs the order of the pairs
 */
public record DpoStage(
    StageInfo info,
    DpoSettings settings,
    Referenced train,
    Optional<Referenced> heldout,
    Policy policy,
    ShuffledEpochs epochs)
    implements Stage {

  /** Held-out pairs whose log-probs are asked for together. */
  private static final int WINDOW = 64;

  /**
   * Pairs with the reference's log-probs of them.
   *
   * @param pairs at least one
   */
  public record Referenced(PreferencePairs pairs, ReferenceLogprobs reference) {}

  /**
   * What is trained.
   *
   * @param logprobs of its current weights
   */
  public record Policy(TokenLogprobs logprobs, WeightUpdate update) {}

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    int[] pairs = epochs.batch(step, settings.batchSize());
    List<TokenSequence> rows = train.pairs().rows(pairs);
    PreferenceBatch batch =
        PreferenceBatch.of(policy.logprobs().of(rows, 1), train.reference(), pairs);
    watch.lap("logprobs");
    double rate = info.learningRate(step);
    UpdateResult<TokenUpdate.Numbers> result =
        policy
            .update()
            .apply(
                rows, batch.tokenLoss(settings.loss(), settings.nllCoefficient(), rows), 1, rate);
    Map<String, Double> metrics =
        new LinkedHashMap<>(batch.metrics(settings.loss(), settings.nllCoefficient()));
    metrics.put("policy/entropy", result.numbers().entropyMean());
    return StepReport.ofUpdate(
        metrics, result, rate, watch, rows.stream().mapToLong(TokenSequence::length).sum());
  }

  /** The metrics of a step, on all held-out pairs. */
  @Override
  public Optional<ObjectNode> measure(long step) {
    return heldout.map(set -> line(step, set));
  }

  private ObjectNode line(long step, Referenced set) {
    int n = set.pairs().size();
    float[][] all = new float[2 * n][];
    for (int from = 0; from < n; from += WINDOW) {
      int[] window = IntStream.range(from, Math.min(n, from + WINDOW)).toArray();
      float[][] some = policy.logprobs().of(set.pairs().rows(window), 1);
      System.arraycopy(some, 0, all, 2 * from, some.length);
    }
    PreferenceBatch batch =
        PreferenceBatch.of(all, set.reference(), IntStream.range(0, n).toArray());
    Proportion right = new Proportion(batch.right(), n);
    Interval interval = right.wilson(Evaluation.CONFIDENCE);
    ObjectNode line =
        interval
            .into(
                Json.object()
                    .put("step", step)
                    .put("stage", info.name())
                    .put("name", "preferences")
                    .put("mode", "heldout")
                    .put("accuracy", right.rate()),
                "accuracy")
            .put("n", n);
    batch.metrics(settings.loss(), settings.nllCoefficient()).forEach(line::put);
    return line;
  }
}
