package io.github.rrm4j.trainer.rewardmodel;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training of a scalar reward model on preference pairs: the better response is to have the higher
 * score, by {@link BradleyTerryLoss}.
 *
 * @param epochs the order of the pairs
 */
public record RewardModelStage(
    StageInfo info,
    List<Pair> pairs,
    ScalarText text,
    RewardModelSettings settings,
    PairUpdate update,
    ShuffledEpochs epochs)
    implements Stage {

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    List<TokenPair> batch =
        Arrays.stream(epochs.batch(step, settings.batchSize()))
            .mapToObj(i -> TokenPair.of(pairs.get(i), text))
            .toList();
    double rate = info.learningRate(step);
    UpdateResult<PairUpdate.Scores> result = update.apply(batch, settings.loss(), rate);
    return StepReport.ofUpdate(
        metrics(result), result, rate, watch, batch.stream().mapToLong(TokenPair::tokens).sum());
  }

  private static Map<String, Double> metrics(UpdateResult<PairUpdate.Scores> result) {
    float[] better = result.numbers().chosen();
    float[] worse = result.numbers().rejected();
    int n = better.length;
    double right = 0;
    double chosen = 0;
    double rejected = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      right += better[i] > worse[i] ? 1 : 0;
      chosen += better[i];
      rejected += worse[i];
      squares += Math.pow(better[i], 2) + Math.pow(worse[i], 2);
    }
    double mean = (chosen + rejected) / (2 * n);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", result.loss());
    metrics.put("pairs/accuracy", right / n);
    metrics.put("pairs/margin_mean", (chosen - rejected) / n);
    metrics.put("score/mean", mean);
    metrics.put("score/std", Math.sqrt(Math.max(0, squares / (2 * n) - mean * mean)));
    metrics.put("score/chosen_mean", chosen / n);
    metrics.put("score/rejected_mean", rejected / n);
    return metrics;
  }
}
